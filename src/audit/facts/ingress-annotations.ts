/** The beginnings of the annotations that each known controller reads, by its name. Source: the documents that its engine names. */
export const ANNOTATION_PREFIXES: Readonly<Record<string, readonly string[]>> = {
  'ingress-nginx': ['nginx.ingress.kubernetes.io/'],
  Traefik: ['traefik.ingress.kubernetes.io/'],
  'HAProxy Ingress Controller': ['haproxy.org/'],
  Contour: ['projectcontour.io/'],
  Kong: ['konghq.com/'],
  'AWS Load Balancer Controller': ['alb.ingress.kubernetes.io/'],
  'GKE Ingress': ['ingress.gcp.kubernetes.io/', 'networking.gke.io/'],
};
