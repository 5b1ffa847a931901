import type { ComponentChildren } from 'preact';
import type { Heading } from './question.ts';

/** The words of a question: the heading of its own screen, or of a part of the page with all of them. */
export function Title({ heading, children }: { heading: Heading | undefined; children: ComponentChildren }) {
  if (!heading) return <h3>{children}</h3>;
  return (
    <h2 ref={heading} tabIndex={-1}>
      {children}
    </h2>
  );
}
