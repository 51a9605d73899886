package dev.towpath.cli.demo;

import dev.towpath.cli.terminal.Json;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The orders of a shop, posted to the gateway as one stream.
final class Orders {
    private final DemoGateway gateway;
    private final String run;

    Orders(DemoGateway gateway, String run) {
        this.gateway = gateway;
        this.run = run;
    }

    /// Posts so many orders and returns when the gateway has taken all of them.
    ///
    /// @param bad how many of them are of the bad deployment; they come evenly among the others
    /// @throws TowpathException GATEWAY_SILENT
    void post(int all, int bad, String goodDeployment, String badDeployment) {
        try (LineStream stream = gateway.post()) {
            CompletableFuture<Integer> accepted =
                    CompletableFuture.supplyAsync(() -> read(stream), Thread::startVirtualThread);
            for (int number = 1; number <= all; number++) {
                boolean isBad = (long) number * bad / all != (long) (number - 1) * bad / all;
                stream.write(line(number, isBad ? badDeployment : goodDeployment));
            }
            stream.end();
            int taken = accepted.join();
            if (taken != all) {
                throw gateway.silent(
                        new IOException("it took " + taken + " of " + all + " orders"));
            }
        } catch (IOException e) {
            throw gateway.silent(e);
        } catch (CompletionException e) {
            throw gateway.silent(
                    e.getCause() instanceof IOException known ? known : new IOException(e));
        }
    }

    private String line(int number, String deployment) {
        ObjectNode job = Json.object();
        job.put("type", DemoHandlers.SHIP);
        job.put("dedupKey", run + "/" + number);
        job.put("deployment", deployment);
        job.putObject("data")
                .put("run", run)
                .put("number", number)
                .put("cents", 1_000 + number * 7 % 9_000);
        return Json.line(job);
    }

    private static int read(LineStream stream) {
        try {
            int status = stream.status();
            if (status != 200) {
                throw GatewayRefusal.of(status, stream.read());
            }
            int accepted = 0;
            for (String line = stream.read(); !line.isEmpty(); line = stream.read()) {
                JsonNode result = DemoGateway.json(line);
                if (result.has("end")) {
                    break;
                }
                accepted += result.has("id") ? 1 : 0;
            }
            return accepted;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
