import { isDistFresh } from '../../site/commands/release/freshness.ts';

/** Ends a run whose tests look at `dist/` when that was built from another source: their answers would be of yesterday. */
export default async function refuseStaleDist(): Promise<void> {
  if (!(await isDistFresh()))
    throw new Error('dist/ is missing or was built from another source: npm run build:local');
}
