import type { Ingress, IngressBackend } from '../../model/resources/ingress.ts';

/**
 * One line of an Ingress that says where requests go: a path of a rule, a rule without paths (which leads to the default backend), or the
 * default backend itself. `backend` is absent where a rule without paths stands in an Ingress without a default backend.
 */
export interface IngressLine {
  readonly of: 'path' | 'rule' | 'default';
  readonly ingress: Ingress;
  /** Where it stands in the Ingress: `spec.rules[0].http.paths[1]`. */
  readonly field: string;
  readonly host?: string;
  readonly path?: string;
  readonly pathType?: string;
  readonly backend?: IngressBackend;
}

/** All lines of an Ingress, in the order in which they stand there, the default backend last. */
export function linesOf(ingress: Ingress): readonly IngressLine[] {
  const { defaultBackend, rules } = ingress.spec;
  const fallback = defaultBackend === undefined ? {} : { backend: defaultBackend };
  const ofRules = rules.flatMap(({ host, http }, index): readonly IngressLine[] => {
    const named = host === undefined ? {} : { host };
    const field = `spec.rules[${index}]`;
    if (http === undefined) return [{ of: 'rule', ingress, field, ...named, ...fallback }];
    return http.paths.map((path, at) => ({ of: 'path', ingress, field: `${field}.http.paths[${at}]`, ...named, ...path }));
  });
  return defaultBackend === undefined
    ? ofRules
    : [...ofRules, { of: 'default', ingress, field: 'spec.defaultBackend', backend: defaultBackend }];
}

/** Whether two lines are the same one of the same Ingress, however often it was read. */
export function isSameLine(a: IngressLine, b: IngressLine): boolean {
  return a.field === b.field && isSameIngress(a.ingress, b.ingress);
}

/** Whether two Ingresses are the same object, however often it was read. */
export function isSameIngress({ metadata: a }: Ingress, { metadata: b }: Ingress): boolean {
  return a.name === b.name && a.namespace === b.namespace;
}

/** `*.example.com/api (Prefix)`, as sentences name a line. */
export function describeLine({ of, host = '*', path, pathType }: IngressLine): string {
  if (of === 'default') return 'the default backend';
  if (of === 'rule') return `${host} (a rule without paths)`;
  return `${host}${path ?? '/'} (${pathType ?? 'no pathType'})`;
}

/** `a/foo:80`, `a/foo:http` or `StorageBucket a/icons`: where a backend of an Ingress points. */
export function describeBackend({ service, resource }: IngressBackend, namespace: string): string {
  if (service !== undefined) return `${namespace}/${service.name}:${service.port.name ?? service.port.number ?? '(no port)'}`;
  return resource === undefined ? '(no backend)' : `${resource.kind} ${namespace}/${resource.name}`;
}
