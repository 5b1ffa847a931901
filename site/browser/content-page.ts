/** What every content page can do beyond being read. Each part shows its own buttons, and only where it works. */
import { copyOnDemand } from './copy-on-demand.ts';
import { noticeInApp } from './in-app-notice.ts';
import { keepForOffline } from './offline.ts';
import { printOnDemand } from './print.ts';
import { readAloud } from './read-aloud.ts';
import { shareOnDemand } from './share.ts';

shareOnDemand();
copyOnDemand();
printOnDemand();
readAloud();
noticeInApp();
keepForOffline();
// After everything else: nothing on this page needs it.
addEventListener('load', () => void import('./fetch-ahead.ts').catch(() => undefined));
