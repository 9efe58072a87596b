import type { DaemonContainer, DaemonSet } from '../../model/resources/daemon-set.ts';
import { labelSelectorOf } from './label-selector.ts';
import { metadataOf, type RawReader } from './raw.ts';

/** An apps/v1 DaemonSet. */
export function daemonSetOf(raw: RawReader): DaemonSet {
  const spec = raw.object('spec');
  const template = spec.object('template');
  const status = raw.object('status');
  return {
    metadata: metadataOf(raw),
    spec: {
      selector: labelSelectorOf(spec.object('selector')),
      template: {
        metadata: { labels: template.object('metadata').textMap('labels') },
        spec: { containers: template.object('spec').objects('containers').map(containerOf) },
      },
    },
    status: {
      desiredNumberScheduled: status.number('desiredNumberScheduled') ?? 0,
      numberReady: status.number('numberReady') ?? 0,
    },
  };
}

function containerOf(raw: RawReader): DaemonContainer {
  const env = raw.objects('env').flatMap((one) => {
    const value = one.text('value');
    return value === undefined ? [] : [[one.text('name') ?? '', value] as const];
  });
  return {
    name: raw.text('name') ?? '',
    image: raw.text('image') ?? '',
    arguments: [...raw.texts('command'), ...raw.texts('args')],
    env: Object.fromEntries(env),
  };
}
