import { useState } from 'preact/hooks';
import type { ListedInbox } from '../schemas/key-scripts.ts';
import { fill, type Strings } from './strings.ts';

interface Props {
  inboxes: ListedInbox[];
  chosen: ListedInbox | null;
  missing: boolean;
  t: Strings;
  onChoose(inbox: ListedInbox | null): void;
}

/**
 * Who gets the tip: the commune's police, or the province's for whoever would rather not, without a reason asked.
 * With one commune there is nothing to pick; with more, the place comes first.
 */
export function InboxChoice({ inboxes, chosen, missing, t, onChoose }: Props) {
  const lower = inboxes.filter(({ upper }) => upper !== null);
  const [place, setPlace] = useState<ListedInbox | null>(
    lower.length === 1 || inboxes.length === 1 ? (lower[0] ?? inboxes[0] ?? null) : null,
  );
  const upper = place && inboxes.find(({ id }) => id === place.upper);
  const offered = [place, upper].filter((inbox) => inbox !== null && inbox !== undefined);
  const choosePlace = (id: string) => {
    setPlace(inboxes.find((inbox) => inbox.id === id) ?? null);
    onChoose(null);
  };
  return (
    <fieldset aria-describedby={missing ? 'thieu-noi' : undefined} id="noi-nhan" tabIndex={-1}>
      <legend>{t.to}</legend>
      {lower.length > 1 && (
        <select
          autocomplete="off"
          aria-label={t.choosePlace}
          onChange={(event) => choosePlace(event.currentTarget.value)}
        >
          <option value="">{t.choosePlace}</option>
          {lower.map(({ id, place: name }) => (
            <option value={id} key={id}>
              {name}
            </option>
          ))}
          {inboxes
            .filter((inbox) => inbox.upper === null)
            .map(({ id, place: name }) => (
              <option value={id} key={id}>
                {fill(t.elsewhere, { place: name })}
              </option>
            ))}
        </select>
      )}
      {offered.map((inbox) => (
        <label class="choice" key={inbox.id}>
          <input
            type="radio"
            name="noi"
            autocomplete="off"
            checked={chosen === inbox}
            onChange={() => onChoose(inbox)}
          />
          <span>
            <b>{inbox === place ? inbox.label : t.toProvince}</b>
            <small>
              {fill(inbox === place ? t.toUnitHint : t.toProvinceHint, {
                label: inbox.label,
                oversight: inbox.oversight,
              })}
            </small>
          </span>
        </label>
      ))}
      {missing && (
        <p class="missing" id="thieu-noi">
          {t.toMissing}
        </p>
      )}
    </fieldset>
  );
}
