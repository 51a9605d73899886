package dev.towpath.schemas.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttendanceTest {
    private static final long APPEND = 1_800_000_000_000L;
    private static final long SECOND = 1_000_000_000;

    private final Attendance attendance = new Attendance();

    @Test
    void somebodyIsAliveForFiveSecondsAfterHisLastWord() {
        attendance.following(0);
        tell("a", APPEND, 0);

        assertThat(alive(5 * SECOND - 1)).containsExactly("a");
        assertThat(alive(5 * SECOND)).isEmpty();
    }

    @Test
    void whoeverLeftIsNotAlive() {
        tell("a", APPEND, 0);
        tell("b", APPEND, 0);
        attendance.take("a".getBytes(UTF_8), null, APPEND + 1, 1);

        assertThat(alive(1)).containsExactly("b");
    }

    @Test
    void anOldWordThatIsReadNowMakesNobodyAlive() {
        tell("dead", APPEND - 6_000, 0);
        tell("alive", APPEND, 0);
        attendance.following(0);

        assertThat(alive(0)).containsExactly("alive");
    }

    @Test
    void nothingIsSureBeforeSomebodyIsHeardWhoIsThereNow() {
        tell("long gone", APPEND, 0);
        assertThat(attendance.isSure(9 * SECOND)).isFalse();
        attendance.following(9 * SECOND);
        assertThat(attendance.isSure(10 * SECOND)).isFalse();
        tell("here", APPEND + 3_600_000, 11 * SECOND);

        assertThat(attendance.isSure(11 * SECOND)).isTrue();
        assertThat(alive(11 * SECOND)).containsExactly("here");
    }

    @Test
    void whereNobodyIsHeardItIsSureAfterFiveSeconds() {
        tell("gone", APPEND, 0);
        attendance.following(0);

        assertThat(attendance.isSure(5 * SECOND - 1)).isFalse();
        assertThat(attendance.isSure(5 * SECOND)).isTrue();
        assertThat(alive(5 * SECOND)).isEmpty();
    }

    @Test
    void nothingIsSureWhileTheTopicIsNotRead() {
        attendance.following(0);
        tell("a", APPEND, 0);
        attendance.lost();

        assertThat(attendance.isSure(9 * SECOND)).isFalse();
    }

    @Test
    void aBrokerWhoseClockIsAnHourAheadForOneRecordMakesNobodyAbsent() {
        attendance.following(0);
        tell("a", APPEND, 0);
        tell("b", APPEND + 3_600_000, 1);
        tell("a", APPEND + 1_000, SECOND);
        tell("b", APPEND + 1_001, SECOND);

        assertThat(alive(SECOND)).containsExactly("a", "b");
    }

    private void tell(String process, long append, long nanos) {
        Presence presence =
                Presence.gateway(
                        new Identity(process, Identity.Role.GATEWAY, "", "", 0), List.of());
        attendance.take(process.getBytes(UTF_8), PresenceCodec.value(presence), append, nanos);
    }

    private List<String> alive(long nanos) {
        return attendance.alive(nanos).stream().map(one -> one.who().process()).toList();
    }
}
