const WORKER = '/sw.js';

interface Policy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

// The pages' security policy allows this one name, once a page: tip pages use it up for their workers
// (site/tip/send/worker-client.ts), content pages for this script, and neither lets any other address through.
const rules: Policy = {
  createScriptURL(url) {
    if (url !== WORKER) throw new TypeError('not the service worker of this site');
    return url;
  },
};

/** Has the hotlines, the safety page and the offline page kept on this device (site/offline). Content pages only. */
export function keepForOffline(): void {
  if (!import.meta.env.PROD || !navigator.serviceWorker) return;
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes ? trustedTypes.createPolicy('la-chan', rules) : rules;
  const register = () => {
    navigator.serviceWorker
      .register(policy.createScriptURL(WORKER), { updateViaCache: 'none' })
      // Some in-app browsers refuse; the page reads the same without it.
      .catch(() => undefined);
  };
  // After the page itself, so that it takes nothing from a weak line.
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register);
}
