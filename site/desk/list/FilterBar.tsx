import { useEffect, useState } from 'preact/hooks';
import { CATEGORIES } from '../../envelope/tip.ts';
import { isFiltering, NO_FILTER, type Filter } from './filter.ts';
import { PRIVATE_FIELD, PRIVATE_FORM } from '../../browser/private-form.ts';
import { CATEGORY } from '../words.ts';

interface Props {
  filter: Filter;
  /** How many tips are shown, and how many there are. */
  shown: number;
  all: number;
  onFilter: (filter: Filter) => void;
}

// Short enough to feel immediate, long enough that a word typed at speed is looked up once.
const PAUSE = 150;

const FILES = { '': 'Tệp kèm: tất cả', with: 'Có tệp kèm', without: 'Không có tệp' } as const;

/** Search and choices over the list. The arrow down leads from the search field into the list. */
export function FilterBar({ filter, shown, all, onFilter }: Props) {
  const [words, setWords] = useState(filter.words);
  useEffect(() => {
    if (words === filter.words) return undefined;
    const timer = setTimeout(() => onFilter({ ...filter, words }), PAUSE);
    return () => clearTimeout(timer);
  }, [words, filter]);
  return (
    <form
      {...PRIVATE_FORM}
      role="search"
      class="filter"
      aria-label="Lọc tin"
      onSubmit={(event) => {
        event.preventDefault();
        onFilter({ ...filter, words });
      }}
    >
      <input
        type="search"
        aria-label="Tìm trong tin, có dấu hay không đều được"
        placeholder="Tìm trong tin"
        {...PRIVATE_FIELD}
        value={words}
        onInput={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          document.querySelector<HTMLElement>('nav .row')?.focus();
        }}
      />
      <select
        aria-label="Loại việc"
        value={filter.category}
        onChange={({ currentTarget: { value } }) =>
          onFilter({ ...filter, words, category: CATEGORIES.find((category) => category === value) ?? '' })
        }
      >
        <option value="">Mọi loại việc</option>
        {CATEGORIES.map((category) => (
          <option key={category} value={category}>
            {CATEGORY[category]}
          </option>
        ))}
      </select>
      <select
        aria-label="Tệp kèm"
        value={filter.files}
        onChange={({ currentTarget: { value } }) =>
          onFilter({ ...filter, words, files: value === 'with' || value === 'without' ? value : '' })
        }
      >
        {Object.entries(FILES).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <label class="check">
        <input
          type="checkbox"
          checked={filter.unread}
          onChange={({ currentTarget: { checked } }) => onFilter({ ...filter, words, unread: checked })}
        />
        Chưa đọc
      </label>
      <p role="status">{isFiltering(filter) && `Hiện ${shown} trong ${all} tin.`}</p>
      {isFiltering(filter) && (
        <button
          type="button"
          class="link"
          onClick={() => {
            setWords('');
            onFilter(NO_FILTER);
          }}
        >
          Bỏ lọc
        </button>
      )}
    </form>
  );
}
