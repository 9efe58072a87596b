import type { Ingress, IngressBackend } from '../../model/resources/ingress.ts';
import { metadataOf, present, type RawReader } from './raw.ts';
import { loadBalancerIngressOf } from './service.ts';

/** A networking.k8s.io/v1 Ingress. */
export function ingressOf(raw: RawReader): Ingress {
  const spec = raw.object('spec');
  return {
    metadata: metadataOf(raw),
    spec: present({
      ingressClassName: spec.text('ingressClassName'),
      defaultBackend: spec.has('defaultBackend') ? backendOf(spec.object('defaultBackend')) : undefined,
      tls: spec.objects('tls').map((tls) => present({ hosts: tls.texts('hosts'), secretName: tls.text('secretName') })),
      rules: spec.objects('rules').map((rule) =>
        present({
          host: rule.text('host') || undefined,
          http: {
            paths: rule
              .object('http')
              .objects('paths')
              .map((path) =>
                present({ path: path.text('path'), pathType: path.text('pathType'), backend: backendOf(path.object('backend')) }),
              ),
          },
        }),
      ),
    }),
    status: { loadBalancer: { ingress: loadBalancerIngressOf(raw) } },
  };
}

function backendOf(raw: RawReader): IngressBackend {
  const service = raw.object('service');
  const resource = raw.object('resource');
  const port = service.object('port');
  return present({
    service: raw.has('service')
      ? {
          name: service.text('name') ?? '',
          port: present({ name: port.text('name') || undefined, number: port.number('number') || undefined }),
        }
      : undefined,
    resource: raw.has('resource') ? { kind: resource.text('kind') ?? '', name: resource.text('name') ?? '' } : undefined,
  });
}
