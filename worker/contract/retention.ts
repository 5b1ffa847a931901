/** How long the line keeps what, in days (PROTOCOL.md, "Storage"). The texts of the site quote these numbers. */

/** A tip that somebody opened, from then on. */
export const KEEP_OPENED_DAYS = 14;
/** A tip that nobody opened, from its delivery on. One that was not delivered is never forgotten. */
export const KEEP_MAILED_DAYS = 45;
/** The sid of a forgotten tip, so that its phone still learns that it was taken. */
export const TOMBSTONE_DAYS = 90;
/** A tip that nobody opened for so long goes to oversight, from acceptance on, whatever became of the mails. */
export const ESCALATE_DAYS = 7;
/** A tip that was mailed and not opened for so long is mailed once more: the mail may have vanished. */
export const MAIL_AGAIN_DAYS = 3;
/** A sealed reply. */
export const KEEP_REPLIES_DAYS = 60;

/** The part of all tips that goes to oversight whatever the unit does; nobody knows which. */
export const OVERSIGHT_SHARE = 0.1;
