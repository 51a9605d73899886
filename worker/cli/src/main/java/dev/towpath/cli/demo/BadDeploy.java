package dev.towpath.cli.demo;

import dev.towpath.worker.handler.JobContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// The deployment that is broken at the moment: a file beside the demo's data that holds its id.
/// Rolling back is deleting the file.
final class BadDeploy {
    private final Path file;

    private BadDeploy(Path file) {
        this.file = file;
    }

    static BadDeploy beside(Path data) {
        return new BadDeploy(data.resolveSibling("demo-bad-deploy"));
    }

    void deploy(String deployment) throws IOException {
        Files.writeString(file, deployment);
    }

    void rollBack() throws IOException {
        Files.deleteIfExists(file);
    }

    /// What an order costs. The code of the broken deployment does not know how to read it.
    long total(JsonNode order, JobContext job) {
        long cents = order.path("cents").asLong(0);
        if (job.deployment().equals(broken())) {
            throw new IllegalArgumentException(
                    "cannot read the price of order "
                            + order.path("number").asInt(0)
                            + ": \""
                            + cents / 100
                            + ","
                            + cents % 100
                            + "\" is not a number");
        }
        return cents;
    }

    private String broken() {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            // It was rolled back in this very moment.
            return "";
        }
    }
}
