import type { Container, ContainerState, ContainerStatus, Pod, Probe } from '../../model/resources/pod.ts';
import { counted } from './enumerate.ts';
import { isUndeclaredNumber } from './probe-ports.ts';
import { shorten } from './shorten.ts';

/** What keeps a pod's containers from being ready, and the path of the status that shows it. */
export interface ContainerTrouble {
  readonly says: string;
  readonly field: string;
  /** The container runs, and its readiness probe does not pass. */
  readonly probing: boolean;
}

/** A container with its status. `starts`: an init container that must end before the others start. */
interface Running {
  readonly label: string;
  readonly container: Container;
  readonly status: ContainerStatus;
  readonly field: string;
  readonly starts: boolean;
}

/** The first of a pod's init containers, sidecars and containers that is not as it should be. */
export function containerTrouble(pod: Pod): ContainerTrouble | undefined {
  const { spec, status } = pod;
  const running = [
    ...spec.initContainers.flatMap((one) => withStatus(one, status.initContainerStatuses, 'status.initContainerStatuses')),
    ...spec.containers.flatMap((one) => withStatus(one, status.containerStatuses, 'status.containerStatuses')),
  ];
  for (const one of running) {
    const says = troubleOf(one, pod);
    if (says !== undefined) return { says, field: one.field, probing: isProbed(one) };
  }
  return undefined;
}

function withStatus(container: Container, statuses: readonly ContainerStatus[], path: string): readonly Running[] {
  const index = statuses.findIndex((one) => one.name === container.name);
  const status = statuses[index];
  if (status === undefined) return [];
  const starts = path === 'status.initContainerStatuses' && container.restartPolicy !== 'Always';
  const label = `${starts ? 'init container' : 'container'} ${container.name}`;
  return [{ label, container, status, field: `${path}[${index}]`, starts }];
}

function troubleOf(one: Running, pod: Pod): string | undefined {
  const { label, container, status, starts } = one;
  const { state } = status;
  switch (state?.state) {
    case undefined:
      return undefined;
    case 'waiting':
      return `${label} waits: ${waiting(state, status)}`;
    case 'terminated':
      return starts && state.exitCode === 0 ? undefined : `${label} has ended${ending(state)}`;
    case 'running':
      if (starts) return `${label} still runs`;
      if (status.ready) return undefined;
      return container.readinessProbe === undefined
        ? `${label} runs, but is not ready`
        : `the readiness probe of ${label} does not pass (${describeProbe(container.readinessProbe)}${isUndeclaredNumber(pod, container.readinessProbe) ? ', which no container declares' : ''})`;
  }
}

function isProbed({ status, container, starts }: Running): boolean {
  return status.state?.state === 'running' && !starts && container.readinessProbe !== undefined;
}

/** The message that comes with CrashLoopBackOff only repeats the names of pod and container. */
function waiting({ reason = 'no reason given', message }: ContainerState, { restartCount }: ContainerStatus): string {
  if (reason === 'CrashLoopBackOff') return `${reason} after ${counted(restartCount, 'restart')}`;
  return message === undefined || message === '' ? reason : `${reason}, ${shorten(message)}`;
}

function ending({ reason, exitCode, message }: ContainerState): string {
  const parts = [reason, exitCode === undefined ? undefined : `exit code ${exitCode}`, message && shorten(message)];
  const says = parts.filter((part) => part !== undefined && part !== '').join(', ');
  return says === '' ? '' : `: ${says}`;
}

function describeProbe({ handler, port, path }: Probe): string {
  return [handler, port === undefined ? '' : `port ${port}`, path ?? ''].filter((part) => part !== '').join(' ');
}
