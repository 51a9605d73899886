package dev.towpath.e2e.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The inputs that are kept: good ones, and those that once broke something.
class CorpusTest {
    @ParameterizedTest
    @EnumSource
    void aGoodInputIsTaken(Target target) throws Exception {
        Property property = new Measured(target.property());
        for (byte[] sample : Samples.of(target)) {
            assertThat(property.holds(sample)).as(new String(sample, UTF_8)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void noInputThatIsKeptBreaksAnything(Target target) throws Exception {
        Property property = new Measured(target.property());
        for (Path input : target.inputs()) {
            try {
                property.holds(Files.readAllBytes(input));
            } catch (Exception | Error e) {
                throw new AssertionError(input + " breaks " + target, e);
            }
        }
        assertThat(target.inputs()).isNotEmpty();
    }
}
