import { slugOf } from '../text/fold.ts';
import type { Plan } from '../schemas/plan.ts';
import type { PlanEntry } from './entries.ts';

export type LegalBase = Plan['legal'][number];

/** A document a plan rests on, and the ids of the other plans that cite it too. */
export interface SharedBase {
  base: LegalBase;
  alsoIn: string[];
}

/**
 * Each legal base of a plan with the other plans that cite the same document. Same means the same number, whatever
 * stands between its parts (plans print "03/CTrPH-BCA-BGDĐT" and "03/CTrPH/BCA-BGDĐT"), unless the dates differ: two
 * provinces may both have a 45/KH-UBND. A document without a number is never taken for another's.
 */
export function sharedBases(plan: string, plans: PlanEntry[]): SharedBase[] {
  const own = plans.find(({ id }) => id === plan)?.data.legal ?? [];
  const others = plans.filter(({ id }) => id !== plan);
  return own.map((base) => ({
    base,
    alsoIn: others.filter(({ data }) => data.legal.some((other) => isSame(base, other))).map(({ id }) => id),
  }));
}

function isSame(a: LegalBase, b: LegalBase): boolean {
  if (!a.number || !b.number || slugOf(a.number) !== slugOf(b.number)) return false;
  return !a.date || !b.date || a.date === b.date;
}
