"""Alarms of a host: what is judged, who is told, and that nobody is told too little because somebody's server was down.

    judge_burn(samples, now=…)          how fast the error budget goes (slo)
    judge_page(page, …)                 what the application's own figures say (rules)
    settle(standing, firing, now=…)     what is new, what is over (standing)
    Outbox(directory).put(message)      kept until it was taken (outbox), sent by `deliver`
    write_emf, write_textfile           the same figures for CloudWatch and Prometheus

Everything here works while the server is down and shares no code with it: whoever watches must not fall with what is watched.
"""
