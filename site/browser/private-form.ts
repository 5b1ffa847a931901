/**
 * Attributes of a form with secret fields. Chrome asks a service of Google what the fields of a form mean, from
 * whatever page; it leaves search forms alone, and knows them by this address, which is never used: scripts answer
 * the form, and the policy forbids it to go anywhere.
 */
export const PRIVATE_FORM = { action: '/search', autocomplete: 'off', noValidate: true } as const;

/** Attributes of its fields: nothing typed may reach a dictionary, a form memory or a spelling service. */
export const PRIVATE_FIELD = {
  autocomplete: 'off',
  // In small letters Preact would set a property, which takes the word for “on”.
  autoCorrect: 'off',
  spellcheck: false,
  autocapitalize: 'sentences',
} as const;
