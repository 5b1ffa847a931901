/** Whom officers are to call, with how to reach them where the build was told: it then stands in the tool itself. */
export const OPERATOR = __OPERATOR_CONTACT__ ? `người vận hành (${__OPERATOR_CONTACT__})` : 'người vận hành';
