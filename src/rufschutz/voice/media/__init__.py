"""RTP media of all calls on one 20 ms tick: no task, no queue and no tap per call.

Sound of a caller leaves this package in one way only: through a capture that
asks its grant before every frame (`rufschutz.voice.media.capture`).
"""
