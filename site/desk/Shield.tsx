/** The mark of the line. */
export function Shield() {
  return (
    <svg class="shield" viewBox="0 0 24 28" width="24" height="28" aria-hidden="true" focusable="false">
      <path d="M12 1 2 5v8c0 7 4.3 11.5 10 14 5.7-2.5 10-7 10-14V5z" fill="currentColor" />
      <path
        d="m7.5 13.5 3.2 3.3 6-6.6"
        fill="none"
        stroke="#ffc72c"
        stroke-width="2.6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
