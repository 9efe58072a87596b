import type { Node } from '../../model/resources/node.ts';
import { conditionsOf, metadataOf, present, type RawReader } from './raw.ts';

/** A v1 Node. */
export function nodeOf(raw: RawReader): Node {
  const spec = raw.object('spec');
  const status = raw.object('status');
  const podCIDR = spec.text('podCIDR');
  return {
    metadata: metadataOf(raw),
    spec: present({
      podCIDRs: spec.has('podCIDRs') ? spec.texts('podCIDRs') : podCIDR === undefined || podCIDR === '' ? [] : [podCIDR],
      providerID: spec.text('providerID') || undefined,
      unschedulable: spec.flag('unschedulable') ?? false,
      taints: spec.objects('taints').map((taint) => ({ key: taint.text('key') ?? '', effect: taint.text('effect') ?? '' })),
    }),
    status: present({
      addresses: status.objects('addresses').map((one) => ({ type: one.text('type') ?? '', address: one.text('address') ?? '' })),
      conditions: conditionsOf(status),
      kubeletVersion: status.object('nodeInfo').text('kubeletVersion'),
      operatingSystem: status.object('nodeInfo').text('operatingSystem') || undefined,
      allocatableCpu: cpus(status.object('allocatable').intOrString('cpu')),
    }),
  };
}

/** CPU quantity → cores. Source: k8s.io/apimachinery/pkg/api/resource/quantity.go, the forms that nodes print (`4`, `3920m`). */
function cpus(quantity: string | number | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(quantity ?? ''));
  return match === null ? undefined : Number(match[1]) / (match[2] === 'm' ? 1000 : 1);
}
