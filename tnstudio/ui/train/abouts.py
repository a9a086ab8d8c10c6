"""What the settings of a run mean: symbols, ranges and equations of E15."""

from tnstudio.texts import tr
from tnstudio.ui.widgets.fields import About

METHOD = About(
    "method",
    tr("Method"),
    tr(
        "tea learns the probability c̃ that each synapse is on "
        "(Esser et al. 2015); copies of the chip are sampled from it. binary computes "
        "with the synapses that are on, c > ½, while c learns "
        "(Jimeno Yepes et al. 2017); all copies are alike."
    ),
    equation=tr(
        "μ = b + Σ x̃ c̃ s,   σ² = Σ x̃ c̃ (1 - x̃ c̃) s²,   ñ = ½ [1 + erf(μ / (√2 σ))]"
    ),
)
GRADIENT = About(
    "gradient",
    tr("Gradient"),
    tr(
        "The approximate form treats σ as a constant, as the paper does; "
        "the exact one keeps its derivative and takes longer."
    ),
    tr("approximate or exact"),
    "∂ñ/∂c̃ = ∂ñ/∂μ · ∂μ/∂c̃  ( + ∂ñ/∂σ · ∂σ/∂c̃ )",
)
EPOCHS = About(
    "epochs",
    tr("Epochs"),
    tr("How often every training image is seen."),
    tr("1 to 100,000"),
)
RATE = About(
    "rate",
    tr("Learning rate α"),
    tr(
        "Size of the updates at the start. With the loss averaged over the batch, "
        "1 trains well in 20 epochs, 0.1 is slow, 5 diverges."
    ),
    "0 < α ≤ 1,000",
    tr("v ← m v - α ∂E/∂c̃,   c̃ ← min(1, max(0, c̃ + v))"),
)
SCHEDULE = About(
    "schedule",
    tr("Schedule of the learning rate"),
    tr(
        "In steps, as in the papers; or along half a cosine, which needs no steps to "
        "be chosen; or not at all."
    ),
    tr("in steps, cosine or constant"),
    tr("cosine: α ½ [1 + cos(π epoch / epochs)]"),
)
MOMENTUM = About(
    "momentum",
    tr("Momentum m"),
    tr("Share of the last update that the next one keeps; the paper uses 0.9."),
    "0 ≤ m < 1",
    "v ← m v - α ∂E/∂c̃",
)
BATCH = About(
    "batch",
    tr("Batch B"),
    tr("Images per update; the paper uses 100."),
    tr("1 to 100,000"),
    tr("E = 1/B Σ  - Σ_k [ y log p + (1 - y) log(1 - p) ]"),
)
SEED = About(
    "train-seed",
    tr("Seed"),
    tr(
        "Draws the first c̃, the strengths and the order of images: the same seed "
        "gives the same network."
    ),
    tr("0 to 2⁶³ - 1"),
)
DROPS = About(
    "drops",
    tr("Drops of the learning rate"),
    tr(
        "From a share of the epochs on, the rate is multiplied; the papers do it by "
        "0.1."
    ),
)
DROPOUT = About(
    "dropout",
    tr("Dropout p"),
    tr(
        "Share of the neurons of each hidden layer that are silent for an image while "
        "training; each of the others then stands for 1 / (1 - p). Esser et al. 2015 "
        "use 0.5; in some 10 epochs 0.2 does better."
    ),
    "0 ≤ p < 1",
    "x̃ ← x̃ d / (1 - p),   P(d = 0) = p",
)
ROTATION = About(
    "rotation",
    tr("Rotation"),
    tr(
        "Each image is turned anew in each epoch, by up to so many degrees either way. "
        "Esser et al. 2015 use 15°; Jimeno Yepes et al. 2017 7.5° (Aug1) and 15° "
        "(Aug2)."
    ),
    tr("0° to 180°"),
    tr("angle ~ U(-rotation, rotation)"),
)
SHIFT = About(
    "shift",
    tr("Shift"),
    tr(
        "Each image is shifted anew in each epoch, down and sideways, by up to so many "
        "pixels either way. The papers use 5 (Aug1: 2.5)."
    ),
    tr("0 to 1,000 pixels"),
    tr("Δ ~ U(-shift, shift)"),
)
RESCALE = About(
    "rescale",
    tr("Rescale"),
    tr(
        "Each image becomes larger or smaller anew in each epoch, by up to so much. "
        "The papers use 15 % (Aug1: 7.5 %)."
    ),
    "0 % ≤ r < 100 %",
    tr("factor ~ U(1 - r, 1 + r)"),
)
BALANCED = About(
    "balanced",
    tr("Balanced classes"),
    tr(
        "Images of rare classes count more, so that all classes weigh the same in the "
        "loss. With as many images of each class it changes nothing."
    ),
    tr("on or off"),
    tr("weight of class k: n / (classes · n_k)"),
)
CONTINUITY = About(
    "continuity",
    tr("Continuity correction"),
    tr(
        "The training network fires above ½ instead of above 0, as a sum of whole "
        "numbers does. It helps where synapses are certain: with certainty, or with "
        "binary crossbars."
    ),
    tr("on or off"),
    tr("ñ = ½ [1 + erf((μ - ½) / (√2 σ))]"),
)
CERTAINTY = About(
    "certainty",
    tr("Certainty κ"),
    tr(
        "Weight of a penalty that grows with the epochs from 0 to this and drives each "
        "c̃ to 0 or 1: one copy becomes as good as many. 0.0001 is a good choice."
    ),
    "0 ≤ κ ≤ 1",
    "E + κ Σ c̃ (1 - c̃)",
)
ROUNDED_BIASES = About(
    "rounded-biases",
    tr("Rounded biases"),
    tr(
        "The training network computes with the whole biases that are deployed; the "
        "gradients move the real ones behind them."
    ),
    tr("on or off"),
    tr("μ = round(b) + Σ x̃ c̃ s"),
)
PRESET = About(
    "preset",
    tr("Preset"),
    tr(
        "Fills all settings but the seed: what papers did, a quick look, or what the "
        "network of this project was trained with. Each can be changed afterwards."
    ),
)
