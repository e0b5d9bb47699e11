"""From which confidence on a message counts as understood: one border for the whole assistant."""

#: below it the assistant asks "Bedoelt u …?". Chosen on hands left out of training
#: (docs/begrijpen.md); the policy, the flows, the desk and the reports all use this one.
SURE = 0.8
