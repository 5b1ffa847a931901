import type { ListedInbox } from '../../catalog/key-scripts.ts';
import type { Destination } from './destination.ts';
import { fill, type Strings } from '../strings.ts';

interface Props {
  inboxes: ListedInbox[];
  to: Destination;
  missing: boolean;
  t: Strings;
  onTo(to: Destination): void;
}

/**
 * Who gets the tip: the commune's police, or the province's for whoever would rather not, without a reason asked.
 * Where that is every inbox there is, there is no place to pick; else the place comes first.
 */
export function InboxChoice({ inboxes, to, missing, t, onTo }: Props) {
  const { place, inbox: chosen, closed } = to;
  const upper = place && inboxes.find(({ id }) => id === place.upper);
  const offered = [place, upper].filter((inbox) => inbox !== null && inbox !== undefined);
  return (
    <fieldset aria-describedby={missing ? 'thieu-noi' : undefined} id="noi-nhan" tabIndex={-1}>
      <legend>{t.to}</legend>
      {closed && (
        <p class="notice" role="status">
          {place ? fill(t.flow.closedPlace, { label: place.label }) : t.flow.closed}
        </p>
      )}
      {(to.picked || offered.length < inboxes.length) && (
        <select
          autocomplete="off"
          aria-label={t.choosePlace}
          value={place?.id ?? ''}
          onChange={(event) => {
            const id = event.currentTarget.value;
            const picked = inboxes.find((inbox) => inbox.id === id) ?? null;
            onTo({ place: picked, inbox: null, closed: false, picked: true });
          }}
        >
          <option value="">{t.choosePlace}</option>
          {/* Communes first: a province stands for all its places without an inbox. */}
          {[true, false].map((isLower) =>
            inboxes
              .filter((inbox) => (inbox.upper !== null) === isLower)
              .map(({ id, place: name }) => (
                <option value={id} key={id}>
                  {isLower ? name : fill(t.elsewhere, { place: name })}
                </option>
              )),
          )}
        </select>
      )}
      {offered.map((inbox) => (
        <label class="card choice" key={inbox.id}>
          <input
            type="radio"
            name="noi"
            autocomplete="off"
            checked={chosen === inbox}
            onChange={() => onTo({ ...to, inbox })}
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
