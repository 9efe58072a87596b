import { refTo } from '../../../model/object-ref.ts';
import { type ContainerStatus, isPodTerminating } from '../../../model/resources/pod.ts';
import { isDnsPod } from '../../facts/cluster-dns.ts';
import { counted } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX2012',
  title: 'DNS server crashes',
  severity: 'warning',
  proof: 'certain',
  subject: 'Pod',
  reads: [],
  causes: [],
  check(pod) {
    if (!isDnsPod(pod) || isPodTerminating(pod)) return [];
    const { name, namespace = '' } = pod.metadata;
    return pod.status.containerStatuses.flatMap((status, index) => {
      if (!crashes(status)) return [];
      const restarts = counted(status.restartCount, 'restart');
      const field = `status.containerStatuses[${index}].restartCount`;
      const says = `container ${status.name} ends again and again`;
      return [
        {
          args: { namespace, pod: name, container: status.name, restarts },
          evidence: [{ object: refTo('Pod', pod.metadata), field, value: status.restartCount, says }] as const,
        },
      ];
    });
  },
  message: ({ container, restarts }) =>
    `container ${container} of this DNS server ends again and again (${restarts}): meanwhile it answers nobody`,
  remedy: ({ namespace, pod, container }) =>
    `See why it ended: kubectl logs -n ${namespace} ${pod} -c ${container} --previous. "Loop ... detected" means that the node's resolv.conf leads back to it, as that of systemd-resolved does: point kubelet's resolvConf, or forward in the Corefile, to the real servers.`,
});

/** Kept from starting after a crash, or just crashed once more. */
function crashes({ state, restartCount }: ContainerStatus): boolean {
  if (state?.state === 'waiting') return state.reason === 'CrashLoopBackOff';
  return state?.state === 'terminated' && (state.exitCode ?? 0) !== 0 && restartCount > 0;
}
