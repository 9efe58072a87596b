import { refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

/** Annotations whose text becomes a part of nginx's own configuration. Source: ingress-nginx and F5 NGINX Ingress Controller, "Annotations". */
const SNIPPET =
  /^(nginx\.ingress\.kubernetes\.io\/(configuration|server|stream|auth|modsecurity)-snippet|nginx\.org\/(location|server)-snippets)$/;

export default defineRule({
  code: 'NX3026',
  title: 'Snippet of configuration in an annotation',
  severity: 'warning',
  proof: 'certain',
  subject: 'Ingress',
  reads: [],
  causes: [],
  check({ metadata }) {
    const keys = Object.keys(metadata.annotations).filter((key) => SNIPPET.test(key));
    const [first] = keys;
    if (first === undefined) return [];
    const shown = {
      object: refTo('Ingress', metadata),
      field: `metadata.annotations["${first}"]`,
      says: "a part of nginx's configuration",
    };
    return [{ args: { keys: enumerate(keys) }, evidence: [shown] }];
  },
  message: ({ keys }) =>
    `${keys}: whoever may write this Ingress may run configuration of their own in the controller, which can read the Secrets of all namespaces`,
  remedy: () => 'Use the annotation or the object that the controller has for the purpose, and forbid snippets in its settings.',
});
