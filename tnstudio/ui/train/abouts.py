"""What the settings of a run mean: symbols, ranges and equations of E15."""

from tnstudio.ui.widgets.fields import About

METHOD = About(
    "method",
    "Method",
    "tea learns the probability c̃ that each synapse is on "
    "(Esser et al. 2015); copies of the chip are sampled from it. binary computes "
    "with the synapses that are on, c > ½, while c learns "
    "(Jimeno Yepes et al. 2017); all copies are alike.",
    equation="μ = b + Σ x̃ c̃ s,   σ² = Σ x̃ c̃ (1 - x̃ c̃) s²,   "
    "ñ = ½ [1 + erf(μ / (√2 σ))]",
)
GRADIENT = About(
    "gradient",
    "Gradient",
    "The approximate form treats σ as a constant, as the paper does; "
    "the exact one keeps its derivative and takes longer.",
    "approximate or exact",
    "∂ñ/∂c̃ = ∂ñ/∂μ · ∂μ/∂c̃  ( + ∂ñ/∂σ · ∂σ/∂c̃ )",
)
EPOCHS = About(
    "epochs", "Epochs", "How often every training image is seen.", "1 to 100,000"
)
RATE = About(
    "rate",
    "Learning rate α",
    "Size of the updates at the start. With the loss averaged over the batch, "
    "1 trains well in 20 epochs, 0.1 is slow, 5 diverges.",
    "0 < α ≤ 100",
    "v ← m v - α ∂E/∂c̃,   c̃ ← min(1, max(0, c̃ + v))",
)
SCHEDULE = About(
    "schedule",
    "Schedule of the learning rate",
    "In steps, as in the papers; or along half a cosine, which needs no steps to "
    "be chosen; or not at all.",
    "in steps, cosine or constant",
    "cosine: α ½ [1 + cos(π epoch / epochs)]",
)
MOMENTUM = About(
    "momentum",
    "Momentum m",
    "Share of the last update that the next one keeps; the paper uses 0.9.",
    "0 ≤ m < 1",
    "v ← m v - α ∂E/∂c̃",
)
BATCH = About(
    "batch",
    "Batch B",
    "Images per update; the paper uses 100.",
    "1 to 100,000",
    "E = 1/B Σ  - Σ_k [ y log p + (1 - y) log(1 - p) ]",
)
SEED = About(
    "train-seed",
    "Seed",
    "Draws the first c̃, the strengths and the order of images: the same seed "
    "gives the same network.",
    "0 to 2⁶³ - 1",
)
