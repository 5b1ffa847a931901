/** The address of a script of its own; see `parts` in astro.config.mjs. */
declare module '*?part' {
  const address: string;
  export default address;
}
