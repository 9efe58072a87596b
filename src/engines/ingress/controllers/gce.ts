import { nameOf } from '../../../model/object-ref.ts';
import { takesPath } from '../path.ts';
import type { KnownController } from './controller.ts';

const NEG = 'cloud.google.com/neg';

/**
 * GKE Ingress (ingress-gce). It goes by the old annotation alone and ignores `ingressClassName`; each Ingress has a load balancer of its own.
 * Source: cloud.google.com/kubernetes-engine/docs/concepts/ingress (controller behavior, paths, default backend, container-native load
 * balancing); cloud.google.com/kubernetes-engine/docs/how-to/container-native-load-balancing (annotation cloud.google.com/neg).
 */
export const GCE: KnownController = {
  name: 'GKE Ingress',
  isNamedBy: () => false,
  annotations: ['gce', 'gce-internal'],
  takesWithoutClass: 'unless-told',
  pods: [],
  reading: {
    takes: (line, requested) => {
      const { path = '/*', pathType } = line;
      if (pathType === 'Exact' || pathType === 'Prefix') return takesPath(line, requested);
      return path.endsWith('/*') ? requested.startsWith(path.slice(0, -1)) : path === requested;
    },
  },
  sharesBy: ({ metadata }) => nameOf(metadata),
  sendsTo: (_, service) =>
    /"ingress"\s*:\s*true/.test(service?.metadata.annotations[NEG] ?? '')
      ? { to: 'endpoints', says: `the annotation ${NEG} of the Service makes the load balancer send to the pods themselves` }
      : { to: 'nodePort', says: `the Service has no annotation ${NEG}, so the load balancer sends to its NodePort` },
  redirects: () => undefined,
  withoutMatch: 'the default backend of GKE, which answers 404',
};
