/** The address of a script of its own; see `parts` in astro.config.mjs. */
declare module '*?script' {
  const address: string;
  export default address;
}
