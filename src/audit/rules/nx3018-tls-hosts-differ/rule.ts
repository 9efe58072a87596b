import { refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3018',
  title: 'TLS hosts and rule hosts differ',
  severity: 'info',
  proof: 'assumed',
  subject: 'Ingress',
  reads: [],
  causes: [],
  check({ metadata, spec }) {
    const secured = spec.tls.flatMap(({ hosts }) => hosts.map((host) => host.toLowerCase()));
    const ruled = spec.rules.flatMap(({ host }) => (host === undefined ? [] : [host.toLowerCase()]));
    // A part without hosts is for every host, and a rule without one takes every host.
    if (spec.tls.length === 0 || spec.tls.some(({ hosts }) => hosts.length === 0)) return [];
    const covers = (pattern: string, host: string) =>
      pattern === host || (pattern.startsWith('*.') && host.slice(host.indexOf('.')) === pattern.slice(1));
    const open = spec.rules.some(({ host }) => host === undefined) || spec.defaultBackend !== undefined;
    const withoutRule = open ? [] : secured.filter((host) => !ruled.some((one) => covers(one, host) || covers(host, one)));
    const withoutTLS = ruled.filter((host) => !secured.some((one) => covers(one, host)));
    if (withoutRule.length === 0 && withoutTLS.length === 0) return [];
    const object = refTo('Ingress', metadata);
    return [
      {
        args: { withoutRule: enumerate(withoutRule), withoutTLS: enumerate(withoutTLS) },
        evidence: [
          { object, field: 'spec.tls', value: enumerate(secured), says: 'hosts with a certificate' },
          { object, field: 'spec.rules', value: enumerate(ruled), says: 'hosts with rules' },
        ],
      },
    ];
  },
  message: ({ withoutRule, withoutTLS }) =>
    [
      withoutRule === '' ? '' : `no rule of it is for ${withoutRule}, named under tls`,
      withoutTLS === '' ? '' : `no certificate here is for ${withoutTLS}, which rules name`,
    ]
      .filter((part) => part !== '')
      .join('; '),
  remedy: () => 'Make the hosts of spec.tls and spec.rules the same, if they are meant to be.',
});
