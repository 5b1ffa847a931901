import type { Destination } from './destination.ts';
import { hasContent, type Draft } from './draft.ts';

/** What has to be filled in before a tip can go, by the id of its element. */
export type Gap = 'noi-nhan' | 'viec';

/** What is still missing, in the order of the questions. */
export function gapsIn(draft: Draft, to: Destination): Gap[] {
  const gaps: Gap[] = [];
  if (!to.inbox) gaps.push('noi-nhan');
  if (!hasContent(draft)) gaps.push('viec');
  return gaps;
}
