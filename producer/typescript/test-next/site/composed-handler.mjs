import FileSystemCache from "next/dist/server/lib/incremental-cache/file-system-cache.js";
import { withEpochs } from "towpath/cache-handler";

/** A site's own handler, whose store can be away. */
class OwnHandler extends (FileSystemCache.default ?? FileSystemCache) {
  async revalidateTag(tags, durations) {
    if (process.env.TEST_STORE_AWAY) {
      throw new Error("redis is down");
    }
    await super.revalidateTag(tags, durations);
  }
}

export default withEpochs(OwnHandler);
