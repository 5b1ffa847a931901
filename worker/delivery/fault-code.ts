/** A code as told to the operator. Whatever a mail server or a store says, it fits the answer of constant length. */
export const faultCode = (reason: unknown = ''): string =>
  (reason instanceof Error ? reason.message : String(reason))
    .replaceAll(' ', '-')
    .replace(/[^\w.-]/g, '')
    .slice(0, 40);
