/** An address as one types it. */
export const shortAddress = (address: string) => address.replace(/^https?:\/\//, '');
