package fluxion.ir.verify;

import org.junit.jupiter.api.Test;

class VerifierTest {
    @Test
    void todo() {}
}
