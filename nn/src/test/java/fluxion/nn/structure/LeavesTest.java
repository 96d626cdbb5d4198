package fluxion.nn.structure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Names, maps and copies of structures.
final class LeavesTest {
    /// A record in a record.
    public record Pair(Tensor w, List<Tensor> rest) {}

    @Test
    void namesAreTheWayToALeaf() {
        var map = new LinkedHashMap<String, Object>();
        map.put("b", new Pair(Tensor.of(1f), List.of(Tensor.of(2f), Tensor.of(true))));
        map.put("a", Tensor.of(3L));
        assertEquals(
                List.of("b.w", "b.rest.0", "b.rest.1", "a"),
                List.copyOf(Leaves.named(map).keySet()));
        assertEquals(List.of(""), List.copyOf(Leaves.named(Tensor.of(1)).keySet()));
        map.put("b.w", Tensor.of(1f));
        assertThrows(StructureException.class, () -> Leaves.named(map));
    }

    @Test
    void copiesShareNothing() {
        var array = new double[] {1, 2};
        var original = new Pair(Tensor.wrap(array, 2), List.of(Tensor.of(1), Tensor.of(1L), Tensor.of(true)));
        var copy = Leaves.copy(original);
        array[0] = 5;
        assertArrayEquals(new double[] {1, 2}, copy.w().toDoubleArray());
        assertEquals(original.rest().get(2).type(), copy.rest().get(2).type());
        assertEquals(5, Leaves.count(original));
    }

    @Test
    void structuresMustAgree() {
        var pair = new Pair(Tensor.of(1f), List.of());
        assertThrows(
                StructureException.class,
                () -> Leaves.map(pair, new Pair(Tensor.of(1f), List.of(Tensor.of(1f))), Tensor::add));
    }
}
