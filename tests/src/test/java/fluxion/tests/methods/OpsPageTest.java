package fluxion.tests.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.tests.Repository;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/// `docs/ops.md` is made from the code: `-Dtest.jvm.args=-Dops.update=true` rewrites it; read the difference before you
/// keep it.
final class OpsPageTest {
    private static final String PAGE = "docs/ops.md";

    private static String page() {
        return "# Operations\n\n"
                + "Made from the code by `OpsPageTest`, which fails when this page is out of date; with\n"
                + "`-Dtest.jvm.args=-Dops.update=true` it rewrites the page.\n\n"
                + MethodTables.text()
                + "\n"
                + new IrTables().text();
    }

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        var page = page();
        if (Boolean.getBoolean("ops.update")) {
            Files.writeString(Repository.ROOT.resolve(PAGE), page);
        }
        assertEquals(
                page, Repository.read(PAGE), PAGE + " is out of date; -Dtest.jvm.args=-Dops.update=true rewrites it");
    }
}
