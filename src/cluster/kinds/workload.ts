import type { Workload } from '../../model/resources/workload.ts';
import { labelSelectorOf } from './label-selector.ts';
import { conditionsOf, metadataOf, present, type RawReader } from './raw.ts';

/** An apps/v1 Deployment, StatefulSet or ReplicaSet; `replicas` left out means 1. */
export function workloadOf(raw: RawReader): Workload {
  const spec = raw.object('spec');
  return {
    metadata: metadataOf(raw),
    spec: present({
      replicas: spec.number('replicas') ?? 1,
      paused: spec.flag('paused') ?? false,
      serviceName: spec.text('serviceName') || undefined,
      selector: labelSelectorOf(spec.object('selector')),
      template: { metadata: { labels: spec.object('template').object('metadata').textMap('labels') } },
    }),
    status: { conditions: conditionsOf(raw.object('status')).filter(({ type }) => type === 'ReplicaFailure') },
  };
}
