import { project } from '../../../src/cluster/kinds/index.ts';
import type { Ingress } from '../../../src/model/resources/ingress.ts';

/** A path of a rule: `/foo Prefix → web`, the port is always 80. */
type Path = readonly [path: string | undefined, pathType: string, service: string];

interface Spec {
  readonly name?: string;
  readonly namespace?: string;
  readonly created?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly className?: string;
  readonly tls?: readonly object[];
  readonly fallback?: string;
  /** By host, '' for none; without paths the rule has no `http`. */
  readonly rules?: Readonly<Record<string, readonly Path[] | undefined>>;
}

const backend = (name: string) => ({ service: { name, port: { number: 80 } } });

/** An Ingress in few words. */
export function ingress({ name = 'web', namespace = 'a', created, annotations, className, tls, fallback, rules = {} }: Spec): Ingress {
  return project('Ingress', {
    metadata: { name, namespace, creationTimestamp: created, annotations },
    spec: {
      ingressClassName: className,
      tls,
      defaultBackend: fallback === undefined ? undefined : backend(fallback),
      rules: Object.entries(rules).map(([host, paths]) => ({
        host: host === '' ? undefined : host,
        http:
          paths === undefined
            ? undefined
            : { paths: paths.map(([path, pathType, service]) => ({ path, pathType, backend: backend(service) })) },
      })),
    },
  });
}
