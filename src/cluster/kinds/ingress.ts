import type { Ingress, IngressBackend, IngressPath, IngressRule } from '../../model/resources/ingress.ts';
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
      tls: spec.objects('tls').map((tls) => present({ hosts: tls.texts('hosts'), secretName: tls.text('secretName') || undefined })),
      rules: spec.objects('rules').map(ruleOf),
    }),
    status: { loadBalancer: { ingress: loadBalancerIngressOf(raw) } },
  };
}

function ruleOf(raw: RawReader): IngressRule {
  return present({
    host: raw.text('host') || undefined,
    http: raw.has('http') ? { paths: raw.object('http').objects('paths').map(pathOf) } : undefined,
  });
}

function pathOf(raw: RawReader): IngressPath {
  return present({ path: raw.text('path') || undefined, pathType: raw.text('pathType'), backend: backendOf(raw.object('backend')) });
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
    resource: raw.has('resource')
      ? present({ apiGroup: resource.text('apiGroup') || undefined, kind: resource.text('kind') ?? '', name: resource.text('name') ?? '' })
      : undefined,
  });
}
