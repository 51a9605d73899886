package dev.towpath.cli.demo;

import dev.towpath.cli.terminal.Json;
import dev.towpath.console.filter.Filter;
import tools.jackson.databind.node.ObjectNode;

/// The filters of the demo.
final class DemoFilter {
    private DemoFilter() {}

    static Filter deployment(String id) {
        ObjectNode json = Json.object();
        json.putArray("deployments").add(id);
        return Filter.of(json);
    }
}
