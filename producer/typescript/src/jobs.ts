/**
 * The types of jobs that a site knows, each with the shape of its data. It is empty here; a site fills it in
 * by augmenting the module:
 *
 * ```ts
 * declare module "towpath" {
 *   interface Jobs {
 *     "article.publish": { id: number; title: string };
 *   }
 * }
 * ```
 */
export interface Jobs {}
