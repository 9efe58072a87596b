import type { Container, ContainerPort, ContainerStatus, DnsConfig, Pod, Probe } from '../../model/resources/pod.ts';
import type { Protocol } from '../../model/values/port.ts';
import { conditionsOf, metadataOf, present, type RawReader } from './raw.ts';

/** A v1 Pod, with the fields that decide its place in the network and whether it is ready. */
export function podOf(raw: RawReader): Pod {
  const spec = raw.object('spec');
  const status = raw.object('status');
  const podIP = status.text('podIP');
  const podIPs = status.objects('podIPs').map((one) => ({ ip: one.text('ip') ?? '' }));
  return {
    metadata: metadataOf(raw),
    spec: present({
      nodeName: spec.text('nodeName') || undefined,
      serviceAccountName: spec.text('serviceAccountName') || undefined,
      hostNetwork: spec.flag('hostNetwork') ?? false,
      hostname: spec.text('hostname') || undefined,
      subdomain: spec.text('subdomain') || undefined,
      hostnameOverride: spec.text('hostnameOverride') || undefined,
      setHostnameAsFQDN: spec.flag('setHostnameAsFQDN') ?? false,
      containers: spec.objects('containers').map(containerOf),
      initContainers: spec.objects('initContainers').map(containerOf),
      readinessGates: spec.objects('readinessGates').map((gate) => ({ conditionType: gate.text('conditionType') ?? '' })),
      dnsPolicy: spec.text('dnsPolicy') || 'ClusterFirst',
      dnsConfig: spec.has('dnsConfig') ? dnsConfigOf(spec.object('dnsConfig')) : undefined,
      hostAliases: spec.objects('hostAliases').map((alias) => ({ ip: alias.text('ip') ?? '', hostnames: alias.texts('hostnames') })),
    }),
    status: present({
      podIP: (podIPs[0]?.ip ?? podIP) || undefined,
      phase: (status.text('phase') ?? 'Unknown') as Pod['status']['phase'],
      podIPs: podIPs.length > 0 || podIP === undefined || podIP === '' ? podIPs.filter((one) => one.ip !== '') : [{ ip: podIP }],
      conditions: conditionsOf(status),
      containerStatuses: status.objects('containerStatuses').map(containerStatusOf),
      initContainerStatuses: status.objects('initContainerStatuses').map(containerStatusOf),
    }),
  };
}

function dnsConfigOf(raw: RawReader): DnsConfig {
  return {
    nameservers: raw.texts('nameservers'),
    searches: raw.texts('searches'),
    options: raw.objects('options').map((option) => present({ name: option.text('name') ?? '', value: option.text('value') })),
  };
}

function containerOf(raw: RawReader): Container {
  return present({
    name: raw.text('name') ?? '',
    ports: raw.objects('ports').map(containerPortOf),
    restartPolicy: raw.text('restartPolicy'),
    readinessProbe: probeOf(raw, 'readinessProbe'),
    livenessProbe: probeOf(raw, 'livenessProbe'),
    startupProbe: probeOf(raw, 'startupProbe'),
  });
}

function containerPortOf(raw: RawReader): ContainerPort {
  return present({
    name: raw.text('name') || undefined,
    containerPort: raw.number('containerPort') ?? 0,
    protocol: (raw.text('protocol') ?? 'TCP') as Protocol,
    hostPort: raw.number('hostPort') || undefined,
    hostIP: raw.text('hostIP') || undefined,
  });
}

function probeOf(container: RawReader, key: string): Probe | undefined {
  if (!container.has(key)) return undefined;
  const raw = container.object(key);
  const handler = (['httpGet', 'tcpSocket', 'grpc'] as const).find((kind) => raw.has(kind)) ?? 'exec';
  const target = raw.object(handler);
  return handler === 'exec' ? { handler } : present({ handler, port: target.intOrString('port'), path: target.text('path') });
}

function containerStatusOf(raw: RawReader): ContainerStatus {
  const state = (['waiting', 'running', 'terminated'] as const).find((name) => raw.object('state').has(name));
  const detail = raw.object('state').object(state ?? 'waiting');
  const last = raw.object('lastState').object('terminated');
  const finishedAt = last.text('finishedAt');
  return present({
    name: raw.text('name') ?? '',
    ready: raw.flag('ready') ?? false,
    restartCount: raw.number('restartCount') ?? 0,
    state:
      state === undefined
        ? undefined
        : present({ state, reason: detail.text('reason'), message: detail.text('message'), exitCode: detail.number('exitCode') }),
    lastState:
      finishedAt === undefined
        ? undefined
        : { terminated: present({ finishedAt, reason: last.text('reason'), exitCode: last.number('exitCode') }) },
  });
}
