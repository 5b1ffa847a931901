import { slugOf } from '../text/fold.ts';
import type { Plan } from '../schemas/plan.ts';
import type { PlaceEntry, PlanEntry } from './entries.ts';

type Item = Plan['tasks'][number]['items'][number];

/** One thing one agency must do, with everything needed to show it away from its plan. */
export interface Duty extends Item {
  /** Stable as long as plan, agency and section stay: rewording a duty does not change it. */
  id: string;
  plan: string;
  planTitle: string;
  /** The plan as far as it speaks of time, for calendars. */
  issued: string | null;
  ends: string | null;
  reviewed: string;
  /** The plan is over and kept for reference only. */
  historical: boolean;
  place: string;
  placeName: string;
  agency: string;
  /** Part of an address, unique within the place. */
  agencySlug: string;
  role: string | null;
}

/**
 * All duties of all plans, plan by plan in the order of the documents. Throws when a plan's place does not exist, or
 * when two agencies of a place would share an address.
 */
export function dutiesOf(plans: PlanEntry[], places: PlaceEntry[]): Duty[] {
  const names = new Map(places.map(({ id, data }) => [id, data.name]));
  const duties = plans.flatMap((plan) => dutiesOfPlan(plan, names.get(plan.data.place)));
  refuseSharedSlugs(duties);
  return duties;
}

function dutiesOfPlan({ id: plan, data }: PlanEntry, placeName: string | undefined): Duty[] {
  if (placeName === undefined)
    throw new Error(`content/plans/${plan}.mdx: không có địa bàn "${data.place}" trong content/places`);
  const used = new Map<string, number>();
  const unique = (id: string) => {
    const count = (used.get(id) ?? 0) + 1;
    used.set(id, count);
    return count > 1 ? `${id}-${count}` : id;
  };
  const ofPlan = {
    plan,
    planTitle: data.title,
    issued: data.issued,
    ends: data.period.to,
    reviewed: data.reviewed,
    historical: data.historical !== null,
    place: data.place,
    placeName,
  };
  return data.tasks.flatMap(({ agency, role, items }) => {
    const agencySlug = agencySlugOf(agency);
    return items.map((item) => ({
      ...item,
      ...ofPlan,
      id: unique(`${plan}-${agencySlug}-${slugOf(item.section)}`),
      agency,
      agencySlug,
      role,
    }));
  });
}

/** An agency in an address: its name up to the first bracket, colon or semicolon; whole words, at most 60 characters. */
export function agencySlugOf(agency: string): string {
  return slugOf(agency.split(/[(:;]/)[0] ?? agency, 60);
}

function refuseSharedSlugs(duties: Duty[]): void {
  const agencies = new Map<string, string>();
  for (const { place, agency, agencySlug } of duties) {
    const address = `${place}/${agencySlug}`;
    const other = agencies.get(address) ?? agency;
    if (other !== agency)
      throw new Error(`“${other}” và “${agency}” của ${place} trùng địa chỉ ${agencySlug}`);
    agencies.set(address, agency);
  }
}

/** What stands in a calendar: a last day, or a rule to come back by. */
export function isDated({ due, recurs }: Duty): boolean {
  return Boolean(due?.date ?? recurs?.rule);
}

/** Items in groups, both in the order of first appearance. */
export function groupBy<T>(items: T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups];
}
