/** Something that took longer than it may. */
export class Late extends Error {}

/** What is promised, if it comes within so many ms. @throws Late when it does not; nobody hears of it then. */
export async function within<T>(ms: number, promised: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Late()), ms);
  });
  return Promise.race([promised, late]).finally(() => clearTimeout(timer));
}
