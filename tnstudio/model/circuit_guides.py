"""What the sample circuits show and what to try with them; it lies in their files."""

GUIDES = {
    "classroom-core": """\
A core to read at a glance: 8 axons, two of each of the four types, and 8 neurons \
that differ in one thing each.

Play it in Simulate. The axons take turns: axon k gets a spike at tick 2 k, and \
again every 16 ticks. In each round of 16 ticks
- "each spike" (strength 1 for all types, threshold 1) answers every one;
- "axons 1, 4, 6" has synapses with these axons only: ticks 2, 8, 12;
- "type 2" has all synapses, but a strength for type 2 only (axons 4, 5): 8, 10;
- "every third" has threshold 3: it counts, also across rounds: 4, 10, 16, 22 ...;
- "20 in all" has strengths 1, 2, 3, 4, which come to its threshold 20: 14;
- "inhibited" counts to 3, but types 2 and 3 count down (strength -1): 4;
- "leaky" gets 3 each time and loses 1 per tick (leak -1), threshold 5: 6, 14;
- "clock" has no synapse; leak +1 brings it to threshold 8: 7, 15.

Try: look at a neuron's equation in "Why?". In Design, Core: switch synapses of \
"20 in all" off and see it wait longer; give "leaky" a threshold of 6.""",
    "logic-gates": """\
Six logic gates, one core each, on the same inputs a and b. Every neuron has \
threshold 1: the strength of its inputs and its leak make the gate. AND: +1, leak -1. \
OR: +1, leak 0. NOT and NOR: -1, leak 1. NAND: -1, leak 2. XOR takes three neurons: \
OR and NAND of the inputs, whose spikes come back to the core, and an AND of these.

Play it in Simulate. The inputs take all four combinations, for 4 ticks each, and \
start over every 16: neither in ticks 0-3, b alone in 4-7, a alone in 8-11, both in \
12-15. The output AND spikes in 12-15 only, OR in 4-15, NOT a in 0-7, NAND in 0-11, \
NOR in 0-3. XOR answers a tick later, in 5-12: its spikes pass the core twice.

Try: in Design, Core, give neuron 2 of XOR the strength -1 and the leak 2 of NAND: it \
becomes XNOR. Give axon 1 of OR type 1 and its neuron 0 the strength -1 for that type: \
it becomes "a and not b".""",
    "oscillator": """\
Two cores that wake each other: "tick" sends its spike to "tock", which has it after \
2 ticks, and "tock" sends it back, after 3.

Play it in Simulate. The one spike of the input at tick 0 is enough: the output \
"beat" spikes in ticks 2, 7, 12 and every 5 ticks for ever.

Try: change a delay by clicking its number on the wire (1 to 15 ticks). Let the input \
spike a second time, at tick 1: two spikes go round.""",
    "delay-line": """\
A rhythm that is handed on from core to core. The wires hold spikes back, for 5 and \
for 15 ticks; that is all the memory there is.

Play it in Simulate. The rhythm on the input, spikes at ticks 0, 4, 6, 7 and again \
every 40 ticks, is on the output "at once" in the same ticks, on "5 later" in 5, 9, \
11, 12 and on "20 later" in 20, 24, 26, 27.

In each core neuron 0 hands the rhythm on and neuron 1 shows it, as a neuron has one \
target.

Try: change the delays on the wires. Neuron 0 of the last core has no target yet: \
connect it to axon 0 of the first one, and the rhythm does not end.""",
    "coincidence": """\
A neuron that spikes only if both of its inputs do, in the same tick. Each adds 1, \
the leak takes 1 away, the threshold is 1: one spike alone leaves nothing behind.

Play it in Simulate. One input spikes every 3 ticks, the other every 4: the output \
"both" spikes in ticks 0, 12, 24 and every 12 ticks.

Try: let one input begin a tick later (Circuit, click the input line): the output \
spikes in other ticks, but still every 12. With periods 2 and 4, and one of them a \
tick later, it never does.""",
    "bursting": """\
A neuron that answers every pulse with six spikes, 17 ticks apart. Once above 0 it \
excites itself (leak 1, away from 0), up to threshold 18. Its spikes go to a second \
neuron, which counts to six and then stops it with strength -100. A third one hears \
the same spikes and shows them.

Play it in Simulate. The input has a pulse every 200 ticks: the neuron spikes 16 \
ticks after each, and so does the output "bursts" a tick later, in 17, 34, 51, 68, \
85, 102 and then not before 217.

Try: pin neuron 0 (P) and watch V. Give neuron 1 another threshold: so many spikes \
make a burst.""",
    "poisson-encoder": """\
A constant that is turned into random spikes, like those of a Poisson process, at \
rates that are known in advance. A stochastic strength s lets each spike through \
with probability (s + 1) / 256: s = 7, 31, 127 make 1/32, 1/8 and 1/2. A stochastic \
leak does the same without any input: leak 63 makes 1/4. All draws are independent.

Play it in Simulate. The input spikes in every tick; the outputs spike at random at \
the rates, per tick, that they are named after.

Try: another strength s in Design, Core, and predict the rate. Let the input spike \
every 2 ticks: the first three rates are halved, that of the leak is not. Another \
seed gives other spikes and the same rates.""",
    "winner-take-all": """\
Four neurons compete. Each counts the spikes of its own input (strength 1, threshold \
12). Who gets there first spikes, and that spike sets the three others back to 0 \
(strength -255: lateral inhibition), so that they never get there.

Play it in Simulate. The inputs spike at random, a in 30 % of the ticks, b in 10 %, c \
in 90 %, d in 20 %. Only "c wins" spikes, about every 13 ticks; the others stay \
silent.

Axons 0-3 are the inputs. Axons 4-7, of another type, are the spikes of neurons 0-3 \
that came back; neurons 4-7 show them, a tick later.

Try: in Design, Core, clear the synapses of axons 4-7 with neurons 0-3: all come \
through, each at a twelfth of its rate. Let a spike in 90 % of the ticks and c in \
30 %: a wins. Give two inputs the same rate: they take turns at random.""",
}
"""Of each template with free cores that has something to show: plain text."""
