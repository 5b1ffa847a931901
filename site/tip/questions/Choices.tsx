import type { ComponentChildren } from 'preact';

interface Props<Value extends string> {
  name: string;
  legend: ComponentChildren;
  labels: Readonly<Record<Value, string>>;
  chosen: Value | null;
  onChoose(value: Value): void;
  /** A line drawing for each, 32 x 32 units. */
  drawings?: Readonly<Record<Value, string>>;
}

/** One of a few, two to a row; may be left unchosen. */
export function Choices<Value extends string>({
  name,
  legend,
  labels,
  chosen,
  onChoose,
  drawings,
}: Props<Value>) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class={drawings ? 'choices drawn' : 'choices'}>
        {(Object.keys(labels) as Value[]).map((value) => (
          <label class="card choice" key={value}>
            <input
              type="radio"
              name={name}
              autocomplete="off"
              checked={chosen === value}
              onChange={() => onChoose(value)}
            />
            {drawings && (
              <svg viewBox="0 0 32 32" width="40" height="40" aria-hidden="true">
                <path d={drawings[value]} />
              </svg>
            )}
            <span>{labels[value]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
