package fluxion.cli.train;

import fluxion.nn.layer.Conv2D;
import fluxion.nn.layer.Dense;
import fluxion.nn.layer.Dropout;
import fluxion.nn.layer.Flatten;
import fluxion.nn.layer.MaxPool2D;
import fluxion.nn.layer.Sequential;
import java.util.List;
import java.util.Locale;

/// The networks for images that can be named.
public enum Network {
    /// A hidden layer of 128 with relu.
    MLP,
    /// Two convolutions of 3 by 3 with 32 and 64 filters, the largest of each 2 by 2 pixels, a hidden layer of 128;
    /// relu and dropout. 1,199,882 parameters for images of 28 by 28.
    CNN;

    private static final int HIDDEN = 128;

    /// The layers, for `classes` classes.
    public Sequential layers(int classes) {
        return switch (this) {
            case MLP -> Sequential.of(Dense.of(HIDDEN).relu(), Dense.of(classes));
            case CNN ->
                Sequential.of(
                        Conv2D.of(32, 3).relu(),
                        Conv2D.of(64, 3).relu(),
                        MaxPool2D.of(2),
                        Dropout.of(0.25),
                        Flatten.of(),
                        Dense.of(HIDDEN).relu(),
                        Dropout.of(0.5),
                        Dense.of(classes));
        };
    }

    /// The extents of an example, of an image of `rows` by `columns` pixels.
    List<Long> input(long rows, long columns) {
        return switch (this) {
            case MLP -> List.of(rows * columns);
            case CNN -> List.of(rows, columns, 1L);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
