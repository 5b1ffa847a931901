import { catalog } from '../../catalog/load.ts';
import type { APIRoute } from 'astro';
import { type Feed, campaignFeed, dutyFeeds } from '../../catalog/duty-feeds.ts';
import { latest } from '../../text/date.ts';

const siteUrl = new URL(import.meta.env.SITE).origin;

export async function getStaticPaths() {
  const { plans, events, duties } = await catalog();
  const since = latest(plans.map((plan) => plan.data.reviewed));
  const feeds = [campaignFeed(events, since, siteUrl), ...dutyFeeds(duties(), siteUrl)];
  return feeds.map((feed) => ({ params: { feed: feed.path }, props: { feed } }));
}

export const GET: APIRoute<{ feed: Feed }> = ({ props }) =>
  new Response(props.feed.text, { headers: { 'Content-Type': 'text/calendar; charset=utf-8' } });
