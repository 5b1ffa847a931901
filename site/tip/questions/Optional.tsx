import type { Strings } from '../strings.ts';

export function Optional({ t }: { t: Strings }) {
  return <small class="optional">({t.optional})</small>;
}
