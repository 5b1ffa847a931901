/** What is used of es-check, which brings no types. Without a logger it returns and does not end the process. */
declare module 'es-check' {
  export function runChecks(
    checks: {
      /** Globs. */
      files: string[];
      module: boolean;
      ecmaVersion?: string;
      checkBrowser?: boolean;
      browserslistQuery?: string;
      checkFeatures?: boolean;
      /** With commas between; a list, as its README has it, makes it throw. */
      ignore?: string;
    }[],
  ): { success: boolean; errors: { file: string; err: Error }[] };
}
