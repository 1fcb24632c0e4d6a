/** Written by bin/make-fold-data.ts from fold-source.ts; see fold-table.ts for how to read it. */
export const FOLD_RUNS =
  '9:1 2-7 3:3 i:1 1:2 1:5 5:1 1:6 6:1 1:4 1:1 a+0 5:1 1:5 1:1 q+w 5:1 1:6 q+0 a:1 1:3 q:1 1:2 9:1 ' +
  '1:2p 2:1 2-4t 3:1 2-3k 1:6 1:qk 3:1 1:1d 1:33 1:1 3+0 1:1 6:2p 1:8 1:2r 4:2t 4:2x 1:6o 2-2r 4:33 ' +
  '1:1 1:33 4:39 1:3d 2:8 6:2p 1:8 1:2r 4:2t 4:2x 1:6o 2-3n 4:33 1:1 1:33 4:39 1:3d 1:8 1:3d 6:2p 8:2r ' +
  '4:2s a:2t 8:2v 4:2w a:2x 2:8 2:2y 2:2z 1:8o 6:30 2+0 2:30 6:32 1:95 2:32 6:33 2:8 6:36 8:37 6:38 ' +
  'c:39 2:3b 3:3d 6:3e 1:37 4:2q 2:at 1:gk 2:2r 4:2s 1:b1 1:d9 2:2t 2:2u 1:2v 1:gz 1:b9 2:2x 2:2z 1:30 ' +
  '1:bf 1:hb 2:32 3:33 2:bn 2:34 1:36 2:bs 1:hv 2+0 3:38 2:39 1:i2 1:3a 2:3d 2:3e 1:ia 2:c9 2+0 2:cd ' +
  '6+0 9:8 2:2p 2:2x 2:33 a:39 1:d9 4:2p 2:6e 4:2v 2:2z 4:33 2:ia 1:2y 3:8 2:2v 1:b9 1:cf 2:32 2:2p ' +
  '2:6e 2:33 4:2p 4:2t 4:2x 4:33 4:36 4:39 2:37 2:38 2:f1 2:2w 1:32 1:f5 2:f7 2:3e 2:2p 2:2t 8:33 2:3d ' +
  '6+0 1:8rp 2:2r 1:30 1:38 1:37 1:g0 2:g2 1:2q 1:39 1:i4 2:2t 2:2y 2:35 2:36 2:3d 1:gg 2:2p 1:2q 2+0 ' +
  '2:2s 2:2t 1:gq 1:2t 4+0 3:2v 3+0 2:2w 3:2x 1:30 1:h8 1:30 3+0 2-ec 1:hf 2-ee 7+0 2:36 1:hr 1:36 ' +
  '1:ht 1:37 1:hv 1:2u 3+0 2-es 1:i2 1:3a 3+0 2-eu 8+0 1:2q 2+0 1:2w 1:2y 1:im 1:30 1:35 f+0 2:2w 1:2y ' +
  '1:36 1:hl 1:hn 1:ht 1:3b 1:3d 3+0 1:6 5+0 4:1 c+0 e:1 1:gz 1:30 1:37 1:3c 1:id 7:1 1:ks 1:1 1:ku ' +
  'h:1 34:0 2:oh 2:oj 1:jd 1:1 2:on 3:1 3+0 1:1 1:2y 6:1 1:2p 1:1 1:2t 1:32 1:2x 1:1 1:33 1:1 1:39 ' +
  '1:3b 1:2x 2-mo 1:3d 1:qc 1:2t 1:3e 1:2w 1:qg 1:2x 1:2z 1:qj 2-mn 1:qm 1:33 1:qo 1:34 1:1 1:33 1:38 ' +
  '1:3d 1:qu 1:3c 1:qw 1:3b 1:2x 1:39 1:2p 1:2t 1:32 1:2x 1:39 2-nk 1:3d 1:qc 1:2t 1:qe 1:32 1:qg 1:2x ' +
  '1:2z 2+0 1:3a 1:qm 1:33 1:qo 1:34 2:33 2-nk 1:qu 1:3c 1:qw 1:3b 1:2x 1:39 1:33 1:39 1:3b 1:rb 1:2q ' +
  '1:qg 3:39 1:qu 1:qo 1:rb 2:rd 2:rf 2:rh 2:rj 2:rl 2:rn 2:rp 2:rr 2:rt 2:rv 2:rx 2:rz 1:2z 1:34 1:33 ' +
  '1:2y 1:qg 1:2t 1:1 2:s8 1:33 2:sb 1:sc 3-3m 2:2t 1:uq 1:36 1:2t 1:37 2:2x 1:2y 3+28 1:2z 1:u0 1:3d ' +
  '1:v3 1:2p 1:tt 1:2q 1:36 1:tw 1:2t 3+w 1:u0 1:2z 1:u3 1:31 1:2w 1:33 1:u7 1:34 1:2r 1:38 1:3d 1:uc ' +
  '1:3c 6+w 1:2q 3+w 1:2p 1:tt 1:2q 1:36 1:tw 1:2t 3+0 1:u0 1:2z 1:u3 1:31 1:2w 1:33 1:u7 1:34 1:2r ' +
  '1:38 1:3d 1:uc 1:3c 6+0 1:2q 3+0 2:2t 1:uq 1:36 1:2t 1:37 2:2x 1:2y 3+0 1:2z 1:u0 1:3d 1:v3 2:3b ' +
  '2:v7 2:v9 2:vb 2:vd 2:vf 2:vh 2:vj 2:vl 2:vn 4:3a 2:vt 2:vv 2:vx 2:vz 2:w1 1:1 7:0 2:wb 2:wd 2:wf ' +
  '2:wh 2:wj 2:wl 2:wn 2:wp 2:2z 2:wt 4:2z 2:wz 2:x1 2:x3 2:x5 2:x7 2:x9 4:3d 2:3c 2:xh 2:xj 2:xl 2:2w ' +
  '2:2t 2:xr 1:30 2:ty 2:xw 2:xy 2:y0 2:y2 2:y4 2:y6 1:30 4:2p 2:yd 2:2t 4:yh 2:ty 2:tz 2:yp 4:u0 2:33 ' +
  '4:yx 2:ul 6:3d 2:uf 2:zb 2:uj 2:zf 2:zh 2:zj 2:2s 2:zn 2:zp 2:zr 2:zt 2:zv 2:2v 2:zz 2:101 2:103 ' +
  '2:105 2:107 2:109 2:35 2:3b 2:10f 2:10h 2:10j 2:10l 2:10n 2:10p 2:10r 2:10t 2:10v 1:1 1:3b 4+1c ' +
  '1:35 5+1c 1:30 3+1c 1:2w 4+1c 1:2y 2+1c 1:32 4+1c 1:39 1:132 1:37 1:134 1:2v 3+1c 1:33 1:13a 2:1 ' +
  '1:121 6:1 1:128 1:3b 4+0 1:35 9+0 1:2w 4+0 1:2y 2+0 1:32 4+0 1:39 3+0 1:2v 3+0 1:33 3+0 8:1 19:0 ' +
  '1:1 1:14v 1:1 2+0 1:1 2+0 1:1 1:153 8:1 r+0 4:1 4+0 t:1 b:0 1:1 2-17g 1:1 1:5 2+0 2:17r 1:18o 1:17r ' +
  '1:18q 2+0 1:18n m+0 1:0 8+0 2:18q l:0 a-180 4:1 2+0 1:0 1:17r 1j+0 1:18j k+0 1:18n 1:1bz 1:1cl ' +
  '2:18n 9+0 1:18q 5+0 2:18q 1:4 1:1cl 7:0 2:1 6:0 2+0 2:0 1:1 4:0 2+0 a-1c0 3+0 2:1 1:1dr g:1 1n+0 ' +
  '2:1 2t+0 e:1 1i+0 4:1 1:1kq 2:1 1:1kt 2:1 1a+0 i:1 s+0 4:1 b+0 5:1 o+0 1:1 7+0 7:1 23+0 1:1 3l+0 ' +
  '1:5 1:1 a+0 1:1 j+0 1:1 8+0 2:1 2+0 2:1 m+0 1:1 7+0 1:1 1:1wy 3:1 4+0 2:1 9+0 2:1 2+0 2:1 4+0 8:1 ' +
  '1:1xz 4:1 2+0 1:1 5+0 2:1 c+0 2:1 6+0 2:1 1:1z0 1:1 1:1z2 2:1 3+0 1:1 6+0 4:1 2+0 2:1 m+0 1:1 7+0 ' +
  '1:1 2+0 1:1 2+0 1:1 2+0 2:1 1:20s 1:1 5+0 4:1 2+0 2:1 3+0 3:1 1:21d 7:1 4+0 1:1 1:21q 7:1 g+0 b:1 ' +
  '3+0 1:1 9+0 1:1 3+0 1:1 m+0 1:1 7+0 1:1 2+0 1:1 5+0 2:1 a+0 1:1 3+0 1:1 3+0 2:1 1:24w f:1 4+0 2:1 ' +
  'a+0 9:1 7+0 1:1 3+0 1:1 8+0 2:1 2+0 2:1 m+0 1:1 7+0 1:1 2+0 1:1 5+0 2:1 9+0 2:1 2+0 2:1 3+0 7:1 3+0 ' +
  '4:1 2+0 1:1 5+0 2:1 a+0 1:1 7+0 a:1 2+0 1:1 6+0 3:1 3+0 1:1 4+0 3:1 2+0 1:1 1:2ak 1:1 2+0 3:1 2+0 ' +
  '3:1 3+0 3:1 c+0 4:1 5+0 3:1 3+0 1:1 4+0 2:1 1:2c0 6:1 1:2c7 e:1 d+0 d:1 d+0 1:1 3+0 1:1 n+0 1:1 g+0 ' +
  '2:1 9+0 1:1 3+0 1:1 4+0 7:1 2+0 1:1 3+0 1:1 2+0 2:1 4+0 2:1 a+0 8:1 7+0 1:1 4+0 1:1 8+0 1:1 3+0 1:1 ' +
  'n+0 1:1 a+0 1:1 5+0 2:1 9+0 1:1 3+0 1:1 4+0 7:1 2+0 5:1 3+0 1:1 4+0 2:1 a+0 1:1 3+0 c:1 d+0 1:1 3+0 ' +
  '1:1 1f+0 1:1 3+0 1:1 5+0 5:1 g+0 2:1 j+0 1:1 6+0 1:1 3+0 1:1 i+0 3:1 o+0 1:1 9+0 1:1 1:2pp 2:1 7+0 ' +
  '3:1 1:2q2 4:1 6+0 1:1 1:2qe 1:1 8+0 6:1 a+0 2:1 2+0 d:1 1m+0 5:1 f+0 1:1 a+0 13:1 2+0 1:1 1:2v8 1:1 ' +
  '5+0 1:1 o+0 1:1 1:2w5 1:1 n+0 2:1 5+0 1:1 1:2x2 1:1 7+0 1:1 a+0 2:1 4+0 w:1 1:2yo n:1 2+0 6:1 k+0 ' +
  '1:1 1:305 1:1 1:307 1:1 1:309 4:1 a+0 1:1 10+0 4:1 k+0 1:1 i+0 1:1 10+0 9:1 1:346 1l:1 22+0 6:1 ' +
  '26+0 2:1 12+5ls 1:1 1:8x3 5:1 1:8x9 2:1 17+0 1:1 1:3bw 2q+0 2:0 6g+0 1:1 4+0 2:1 7+0 1:1 1:3mg 1:1 ' +
  '4+0 2:1 15+0 1:1 4+0 2:1 x+0 1:1 4+0 2:1 7+0 1:1 1:3pc 1:1 4+0 2:1 f+0 1:1 1l+0 1:1 4+0 2:1 1v+0 ' +
  '2:1 3+0 9:1 k+0 3:1 g+0 g:1 1:2s 1:36 1:38 2+tzk 1:2x 3+tzk 1:3d 1:2p 1:2y 1:2t 6+tzk 1:3b 3+tzk ' +
  '1:31 3+tzk 1:2w 2+tzk 1:33 1:xvz 1:2v 1:xw1 1:2w 1:3e 2+tzk 1:2x 5+tzk 1:39 c+tzk 1:3a 1:37 3+tzk ' +
  '1:30 1:2r 2+tzk 1:34 3+tzk 1:2z 9+tzk 4+8 1:2q 1:3y5 2:1 4+0 1:2q 1:3y5 3:1 1a+0 1:3a s+0 1:39 ' +
  '1:40d 1:32 6+0 1:2r l+0 1:35 1:418 1:34 v+0 1:2y s+0 1:30 2y+0 1:37 2u+0 1:2w a+0 1:36 18+0 1:2u ' +
  '1g+0 1:2p 1:2s 4+0 1:3b 1:31 6+0 1:2q s+0 1:3e 2g+0 2:1 h+0 1:2 q+0 5:1 23+0 3:1 b+0 7:1 m+0 9:1 ' +
  'm+0 b:1 k+0 c:1 d+0 1:1 3+0 1:1 2+0 c:1 1g+0 2:0 u+0 3:1 1:4pj 4:1 2+0 2:1 a+0 6:1 a+0 h:1 4:0 b+0 ' +
  '6:1 2h+0 7:1 17+0 5:1 1y+0 a:1 v+0 1:1 c+0 4:1 c+0 a:1 14+0 2:1 5+0 b:1 18+0 4:1 q+0 6:1 b+0 11:1 ' +
  's+0 4:1 1r+0 1:1 t+0 2:1 b+0 6:1 a+0 d:1 1:59j 8:1 28:0 25+0 3:1 a+0 h:1 9+0 c:1 38+0 c:1 1k+0 8:1 ' +
  'a+0 3:1 1d+0 2:1 9+0 2:5my 5:1 17-2bk 2:1 3-2bk g:1 3+0 1:1 13+0 5:1 1:2p 3+0 2-5nl 1:5qe 1:2t 2+0 ' +
  '2-5nk 1:5qk 1:31 1:5qm 1:33 8+0 1:34 2+0 2-5nr 3+0 2-5nu 1:3e 9+0 1:2p 1:6e 1:2q 1:5rj 2-5os 1:d9 ' +
  '8-5os 1:5rv 1:33 1:f7 1:34 1:36 2-5os 1:3b 1:2p 1:gg 1:2p 1:5qa 1:2q 2-5pg 2:2t 1:gs 1:2v 1:5se ' +
  '1:2z 3-5pf 1:gk 2-1q 1:34 2-5pf 1:5r1 1:hb 1:3a 1:5r9 1:2q 1:3d 1:qc 1:qu 1:3c 1:2x 1:36 2-5pr 1:2q ' +
  '1:3d 1:34 1:qu 1:3c d+0 1:2w 4+0 1:34 1:39 s+0 1:2p 1:2r 1:gl 1:6o 1:gs 1:2u 1:gv 1:2v 1:h1 3:2x ' +
  '1:5tn 1:2y 1:30 1:5tx 2-5rz 1:hc 1:32 1:hf 2-5s2 1:hk 1:37 1:hv 1:bv 1:39 1:i2 2-5s3 1:i4 2:3e ' +
  '2-5d8 1:qg 1s:0 2:2p 6:2q 2:2r a:2s a:2t 2:2u 2:2v a:2w 4:2x 6:2z 8:30 6:31 8:32 8:33 4:34 8:36 ' +
  'a:37 8:38 a:39 4:3a a:3b 4:3c 2:3d 6:3e 1:2w 1:38 1:3b 1:3d 1:61m 1:37 2+0 1:8 1:61r o:2p g:2t 4:2x ' +
  'o:33 e:39 8:3d 2:64b 2:64d 2:64f g:2p 6:2t 2:1 6:2t 2:1 g:32 g:2x 6:33 2:1 6:33 2:1 8:39 1:1 1:39 ' +
  '1:1 1:39 1:1 1:39 1:1 1:39 g:3b 2:2p 2:2t 2:32 2:2x 2:33 2:39 2:3b 2:1 g:2p g:32 g:3b 5:2p 1:1 7:2p ' +
  '1:1 1:2x 3:1 3:32 1:1 2:32 2:2t 3:32 3:1 4:2x 2:1 6:2x 4:1 4:39 2:34 6:39 1:34 5:1 3:3b 1:1 2:3b ' +
  '2:33 3:3b 3:1 b:2 5:0 8:1 2:6 e:1 2:3 5:0 1:2 1b:1 1:2 g:0 1:1c 1:2x 2:1 6-6dc 5:1 1:32 a-6ds 6:1 ' +
  '1:2p 1:2t 1:33 1:3c 1:2t 1:2w 4-6cr 1:34 2-6co b:1 1:8 13:1 1c:0 2:1 1:2r 4:1 1:2t 2:1 2-6g3 4:2w ' +
  '2:2x 2:30 1:1 1:32 1:8 2:1 3-6g9 2:36 3:1 1:8 2:1 1:3e 1:1 1:3b 1:1 1:3e 1:1 1:2z 3-6h6 1:1 2:2t ' +
  '1:2u 1:6ku 1:31 1:33 4-5et 1:2x 1:1 1:8 1:qo 2:3d 1:qo 5:1 2:2s 1:2t 2-6hr 4:1 1:6ku 1:1 g+0 1:2x ' +
  '3:8 1:3a 4:8 1:3c 2:8 1:30 2-6iy 1:31 1:2x 3:8 1:3a 4:8 1:3c 2:8 1:30 2-6je 1:31 3+0 2:6mc 5+0 k6:1 ' +
  '9-75b b:8 9-75v v+0 q-75n q-76d q-773 1:1c a+0 9-79g 2+0 hi:1 9-7r9 1:7sv 9-7rj 1:7t5 9-7rt 1:7tf ' +
  '30:1 2-7wg se:1 1c+1c 1c+0 3:30 1:34 1:36 1:8rp 1:38 2:8rs 2:2z 2:3e 1:2p 1:31 1:gg 1:2p 1:8s1 2:3b ' +
  '1:8s4 2:8s6 5+0 1:2y 1:3a 1:37 1:g0 2:8sh 2:8sj 2:8sl 2:8sn 2:8sp 2:8sr 2:8st 2:8sv 2:8sx 2:8sz ' +
  '2:8t1 2:8t3 2:8t5 2:8t7 2:8t9 2:8tb 2:8td 2:8tf 2:8th 2:8tj 2:8tl 2:8tn 2:8tp 2:8tr 2:8tt 2:8tv ' +
  '2:8tx 2:8tz 2:8u1 2:8u3 2:8u5 2:8u7 2:8u9 2:8ub 2:8ud 2:8uf 2:8uh 2:8uj 2:8ul 2:8un 2:8up 2:8ur ' +
  '2:8ut 2:8uv 2:8ux 2:8uz 2:8v1 2:8v3 2:8v5 2:8v7 1:8v8 6:1 2:8vg 2:8vi 3+0 2:8vn 9:1 1:8vx 2:1 12+0 ' +
  '1:1 1:8x3 5:1 1:8x9 2:1 1k+0 7:1 1:8yp f:1 o+0 9:1 7+0 1:1 7+0 1:1 7+0 1:1 7+0 1:1 7+0 1:1 7+0 1:1 ' +
  '7+0 1:1 7+0 1:1 w+0 1b:1 1:94f 33:1 1:lal 2b:1 1:vj3 c:1 1:feo 1:ffs 1:fg6 1:fgf 1:fh5 1:fid 1:fik ' +
  '1:fj4 1:fju 1:g1r 1:g2t 1:g2z 1:g3m 1:g46 1:g4r 1:g68 1:g6t 1:g74 1:gbf 1:ge1 1:get 1:gey 1:gfs ' +
  '1:gg1 1:ggs 1:gh5 1:ghu 1:gja 1:gjs 1:gkj 1:h5j 1:h7j 1:hkb 1:hky 1:hl6 1:hlh 1:hlz 1:ho3 1:i1c ' +
  '1:i2o 1:i60 1:i6n 1:i76 1:i7s 1:i9a 1:i9d 1:ijf 1:ijp 1:ik1 1:ike 1:inm 1:inu 1:inz 1:ir8 1:iri ' +
  '1:irv 1:is3 1:its 1:iu9 1:iur 1:iwz 1:jd4 1:jee 1:jez 1:jzj 1:jzo 1:k1z 1:k2f 1:k2s 1:k3d 1:k4g ' +
  '1:k4l 1:kc0 1:kco 1:kdk 1:l5s 1:l7m 1:l89 1:l9v 1:laj 1:las 1:laz 1:lcf 1:lck 1:ldg 1:m7f 1:mju ' +
  '1:mk6 1:mkb 1:mkf 1:mkn 1:ml5 1:ml7 1:mng 1:mtg 1:mtl 1:n30 1:n3a 1:n4o 1:n4v 1:n54 1:n5c 1:n7v ' +
  '1:n82 1:nee 1:nel 1:nfy 1:ngf 1:nhq 1:nob 1:noi 1:noz 1:ny2 1:o1k 1:o1q 1:o6s 1:o97 1:oah 1:okz ' +
  '1:ooo 1:p4m 1:p5d 1:p6y 1:p8d 1:pa9 1:pak 1:paq 1:pbn 1:pdr 1:pe1 1:pnn 1:pnu 1:po3 1:poc 1:pos ' +
  '1:pp7 1:ppb 1:pri 1:prm 1:prs 1:qj1 1:qjv 1:qww 1:qx8 1:qxv 1:r5q 1:r63 1:r82 1:r9c 1:rp3 1:rpi ' +
  '1:rpx 1:rqw 1:rrx 1:rxg 1:rxs 1:rzn 1:s6j 1:s7e 1:sd7 1:sds 1:sdx 1:sk1 1:sp5 1:ssm 1:sss 1:ssx ' +
  '1:tiv 1:tj4 1:tng 1:trq 1:trt 1:tt4 1:tw1 1:twe 1:twi 1:twp 1:tzf 1:u0d 1:u0j 1:u0x 1:u5k 1:u6z ' +
  '1:u73 1:uc6 1:uc9 1:ucs 1:ujs 1:ul4 1:ulb 1:un9 1:unj 1:unm 1:unw 1:uoq 1:uzp 1:vat 1:vb3 1:vc5 ' +
  '1:vcr 1:vcz 1:vd9 1:vdd 1:veh 1:vel 1:vf2 1:vf7 1:vfk 1:vgb 1:vgq 1:vgy 1:vil 1:vj0 1:vj4 16:1 1:2 ' +
  '1:1 1:5 2:1 3+0 p:1 f+0 1:1 5+0 2:1 1:gg1 2+6x7 2+0 4:1 2e+0 2:1 2+0 2:1 3+0 1:1 2i+0 1:1 4+0 5:1 ' +
  '17+0 1:1 2-6cx 1:3hm 1:3cy 2-689 3-6d0 6-68a 1:3dm 3-6d7 1:3dt a-6d8 l-6b2 1:0 2-6dt 2-68w 1:3ik ' +
  '1:3im 1:3ir 1:3iv 1:3ix 1:3do 1:3j1 1:3j3 2-6dw 1:3ds 2-6du 1:3dz 1:3e1 5-6dp 1:3ea 1:3ee 1:3eo ' +
  '1:3ev 1:3f0 2-68h 3-6ct 2-6bn 1:3go 2-6bd 1:3h0 1:3ha 1:3hd 3:1 1:feo 1:fik 1:fex 1:h5n 1:fey 1:ffx ' +
  '1:fez 1:n5e 1:fh5 1:ffd 1:fep 1:hm1 1:h80 1:fju w+0 1c:1 g+0 w:1 a+0 q:1 1:gun 1:inw 1:k1z 1:oen ' +
  '8+0 g:8 1:3cw 2-6lb 3-6la 1:3d5 2-6l8 5-6l7 i:1 1:feo 1:fik 1:fex 1:h5n 1:fis 1:g31 1:fer 1:g2z ' +
  '1:fh9 1:gg1 1:kco 1:m7f 1:ldg 1:kdk 1:ssx 1:h7j 1:k4l 1:kkq 1:kcp 1:ny6 1:glp 1:mm1 1:rs1 1:nz1 ' +
  '1:gc4 1:o2g 1:n5j 1:ho3 1:six 1:g16 1:ghc 1:lig 1:u11 1:fm9 1:g49 1:l7n 1:fey 1:ffx 1:fez 1:ijq ' +
  '1:gkz 1:gfv 1:i3b 1:i1y 1:nhf 1:flt 1:rt3 1:ggk 1:hlo f:8 c:1 4:8 1:9lu 1:9lw 1:9ly 1:9m0 2-fe ' +
  '1:9m5 1:9m7 1:9m9 1:9mb 1:9md 1:9mf 1:9mh 1:9mj 1:9ml 1:9mn 1:9mp 1:9ms 1:9mu 1:9mw 6-ey 1:9n6 ' +
  '1:9n9 1:9nc 1:9nf 5-eo 1:9no 1:9nq 6-el 4-ek 36:1 a:8 5:1 2:8 1:1 9:8 2:1 7:8 1:1 5:8 1:1 b:8 2:1 ' +
  '5:8 2:1 2:8 1:1 3:8 1:1 5:8 1:1 3:8 3:1 3:8 2:1 g:8 1:1 5:8 x:1 1:8 534+0 1s:1 h3h+0 1v:1 1a+0 2:1 ' +
  '7h+0 3:1 s+0 k:1 2:wu9 2:wub 2:wud 2:wuf 2:wuh 2:wuj 2:wul 2:wun 2:wup 2:wur 2:wut 2:wuv 2:wux ' +
  '2:wuz 2:wv1 2:wv3 2:wv5 2:wv7 2:wv9 2:wvb 2:wvd 2:wvf 2:wvh 5+0 1:1 a+0 1:1 1:wvz 2:ww1 2:ww3 2:ww5 ' +
  '2:ww7 2:ww9 2:wwb 2:wwd 2:wwf 2:wwh 2:wwj 2:wwl 2:wwn 2:wwp 2:wwr 1:ui 1:2q 2c+0 11:1 9+0 2:1 2:x0j ' +
  '2:x0l 2:x0n 2:x0p 2:x0r 2:x0t 2:x0v 1:2u 1:37 2:x0z 2:x11 2:x13 2:x15 2:x17 2:x19 2:x1b 2:2z 2:x1f ' +
  '2:x1h 2:x1j 2:x1l 2:x1n 2:x1p 2:x1r 2:x1t 2:x1v 2:x1x 2:x1z 2:x21 2:x23 2:x25 2:x27 2:x29 2:x2b ' +
  '2:x2d 2:x2f 2:x2h 2:x2j 2:x2l 3:x2n 8+0 2:x2y 2:x30 1:5tl 2:x33 2:x35 2:x37 2:x39 2:x3b 1:x3c 2:1 ' +
  '2:x3g 1:h1 2+0 2:x3l 2:x3n 2+0 2:x3r 2:x3t 2:x3v 2:x3x 2:x3z 2:x41 2:x43 2:x45 2:x47 2:x49 1:2w ' +
  '1:gs 1:2v 1:h8 1:2x 1:x4f 1:im 1:hz 1:2y 1:xub 2:x4l 2:x4n 2:x4p 2:x4r 2:x4t 2:x4v 2:x4x 2:x4z ' +
  '1:x3o 1:37 1:5u6 2:x54 2:x56 1:h0 2:x59 2:x5b 2:x5d 2:x5f 2:x5h 2:x5j 2:x5l 2:x5n 1:bf k:1 1:37 ' +
  '1:2r 1:2u 1:35 2:x6e 1:x6f 1:2w 1:9f 1a+0 4:1 1:x7w 3:1 6+0 a:1 1g+0 c:1 1y+0 a:1 a+0 6:1 o+0 3:1 ' +
  '1:xdn 1:1 1d+0 2:1 10+0 c:1 t+0 3:1 1t+0 e:1 b+0 6:1 v+0 1:1 1j+0 9:1 e+0 2:1 a+0 6:1 n+0 3:1 21+0 ' +
  'o:1 3+0 2:1 g+0 2:1 5+0 a:1 6+0 2:1 6+0 2:1 6+0 9:1 7+0 1:1 7+0 1:1 17+0 1:1 1:x0n 1:xtj 1:30 1:xua ' +
  '9+0 1:i5 6:1 1:2s 1:36 1:38 2+0 1:2x 3+0 1:3d 1:2p 1:2y 1:2t 6+0 1:3b 3+0 1:31 3+0 1:2w 2+0 1:33 ' +
  '1:xvz 1:2v 1:xw1 1:2w 1:3e 2+0 1:2x 5+0 1:39 c+0 1:3a 1:37 3+0 1:30 1:2r 2+0 1:34 3+0 1:2z 1g+0 1:1 ' +
  '2+0 2:1 a+0 6:1 8mc+0 c:1 n+0 4:1 1d+0 4:1 1kw:7 4xs:1 1:rpk 1:kc4 1:s7e 1:rt4 1:lw1 1:fg2 1:gkl ' +
  '2:vj0 1:hn5 1:ssx 1:gw7 1:hmw 1:jcm 1:ne1 1:p6t 1:qin 1:qt6 1:r20 1:sjz 1:kxu 1:ljv 1:mah 1:mvy ' +
  '1:q4d 1:sq2 1:uep 1:fia 1:ghh 1:l50 1:mjf 1:qi5 1:v8e 1:ifk 1:m3v 1:qfh 1:r50 1:jih 1:pnc 1:qvz ' +
  '1:iq2 1:kd3 1:lm2 1:mpo 1:slq 1:fpi 1:g53 1:gda 1:jwk 1:l3n 1:mj4 1:nhj 1:pa9 1:qh2 1:qjg 1:s1b ' +
  '1:tv6 1:upb 1:v7e 1:nt8 1:nzz 1:otc 1:q15 1:t1g 1:vb3 1:rfa 1:hjz 1:iro 1:okg 1:pdq 1:mle 1:nuy ' +
  '1:rsy 1:ttj 1:hjs 1:i8y 1:kyb 1:lp6 1:lxr 1:oq7 1:oxj 1:tor 1:gcy 1:pe3 1:g64 1:g5o 1:o4c 1:ou6 ' +
  '1:q29 1:tpx 1:rk0 1:jin 1:kxu 1:rge 1:fg9 1:i5j 1:iz6 1:mtj 1:n74 1:gev 1:nwb 1:fr3 1:iw9 1:ff1 ' +
  '1:lho 1:k1k 1:opu 1:gjn 1:hge 1:ni9 1:q4p 1:re2 1:la2 1:sds 1:lfs 1:jjy 1:put 1:jog 1:n6t 1:fji ' +
  '1:g2x 1:g5l 1:kn5 1:oo7 1:prj 1:rf6 1:ssv 1:gdx 1:gn6 1:ho3 1:ir0 1:k3p 1:m4e 1:nxm 1:tkd 1:ui2 ' +
  '1:vbr 1:vda 1:gbf 1:kau 1:l87 1:sbm 1:ino 1:j9s 1:jcw 1:jve 1:lyb 1:mdl 1:n0p 1:o22 1:ovo 1:pdb ' +
  '1:s9y 1:q9a 1:sgz 1:t3e 1:g7r 1:gbn 1:gql 1:ma0 1:r0i 1:re2 1:iq1 1:iyd 1:jnf 1:l9q 1:oji 1:mt1 ' +
  '1:fl0 1:h6h 1:i5j 1:iii 1:izg 1:muq 1:mzt 1:p7e 1:pc6 1:svo 1:tti 1:tvs 1:u1k 1:fpn 1:o1a 1:ss4 ' +
  '1:trs 1:j4x 1:fie 1:fyy 1:i5q 1:i7z 1:k2h 1:kxu 1:mha 1:ncy 1:q9o 1:sjg 1:vil 1:k94 1:tny 1:gax ' +
  '1:kfv 1:kj7 1:lkx 1:luk 1:mx5 1:n6h 1:nsb 1:opc 1:u3i 1:g31 1:je6 1:tq0 1:fu3 1:ie1 1:lpm 1:sa2 ' +
  '1:ivf 1:j7o 1:kk7 1:mtj 1:tqe 1:g89 1:glr 1:i91 1:k5v 1:kem 1:ko8 1:lid 1:mx2 1:naa 1:p6h 1:r0v ' +
  '1:r1d 1:sss 1:tsy 1:gfz 1:lve 1:gm5 1:mhc 1:n14 1:qgq 1:tr7 1:uvr 1:vbz 1:kgn 1:lor 1:pns 1:o97 ' +
  '1:obk 1:olu 1:mo0 1:m8p 1:riw 1:fk0 1:px2 1:g8q 1:g7b 1:ip2 1:jir 1:onq 1:i2t 1:ljy 1:kac 1:saj ' +
  '1:qx8 1:tot 1:r63 1:iqb 1:g1s 1:gxs 2+0 1:hga 1:1de9 1:k8k 2+0 1:g66 1:mqy 1:ngq 1:ny4 1:nz2 1:nz9 ' +
  '1:o0f 1:tw6 1:on2 1:p8d 1:1den 1:qhe 1:1dep 1:rg8 2+0 1:shk 1:sn1 3+0 1:u7j 1:u7w 1:u94 1:v5g 1:sm6 ' +
  '1:trr 1:fqm 1:fzb 1:g25 1:gcp 1:gdg 1:ggh 1:gwt 1:gzq 1:h2g 1:hfk 1:hig 1:i90 1:i9a 1:j2s 1:j8o ' +
  '1:j9q 1:jci 1:k0f 1:k4i 1:k9d 1:kn9 1:lmf 1:lqy 1:lya 1:mem 1:mjv 1:mxu 1:ntd 1:ny6 1:nyh 1:nyg ' +
  '1:nyo 1:nyu 1:nz1 2-pfp 1:o5c 1:o75 1:og0 1:ovo 1:ow9 1:oxt 1:p6a 1:pad 1:pnx 2:prt 1:q53 1:r2o ' +
  '1:r6e 1:rgh 1:ri1 1:rtf 1:ruw 1:sdy 1:shk 1:tsz 1:u0v 1:u2j 1:j1x 1:1dgs 1:pp4 2:1 1:ffq 1:g51 ' +
  '1:g2w 1:fpc 1:g1x 1:g3k 1:gcn 1:ge2 1:gwt 1:gut 1:gwp 1:gyq 1:hga 1:hir 1:hms 1:hn8 1:huq 1:i08 ' +
  '1:iqa 1:iqh 1:iuh 1:iwd 1:j4o 1:j7y 1:j60 1:j9q 1:j8g 1:jci 1:jec 1:jpg 1:jrw 1:jte 1:k0m 1:k8k ' +
  '1:kd3 1:kd7 1:keu 1:l89 1:la2 1:lkx 1:lwb 1:lvv 1:lya 1:m5a 1:mem 1:nmv 1:mk5 1:mnj 1:mqy 1:n01 ' +
  '1:n46 1:n5n 1:nbx 1:nbz 1:ngq 1:nh7 1:nhw 1:nka 1:nk0 1:nv0 1:o8h 1:og0 1:ol7 1:orf 1:ovo 1:p4u ' +
  '1:pad 1:pxu 1:q27 1:qrd 1:r41 1:r5y 1:r6e 1:ren 1:rg8 1:rez 1:rgh 1:rge 1:rfx 1:ri1 1:rka 1:ruw ' +
  '1:sag 1:sj6 1:srd 1:sxi 1:tq4 1:tsz 1:tw6 1:tzv 1:u0v 1:u17 1:u2j 1:umq 1:vj0 3+0 1:brx 1:cns 1:cop ' +
  '3+0 1:vgj 1:vim 12:1 7:8 c:1 5+0 5:1 1:15l 1:1dlq 1:16a 1:15u 1:15c 2-1cgf 3-1cg9 1:160 1:162 1:1 ' +
  '4+0 3:15c 6-1cgw 1:1 5-1cgw 1:1 1:15q 1:1 2-1cgw 1:1 2-1cgw 1:1 5-1cgw 1:15h 4+0 2:17r 4:1a3 4:1a6 ' +
  '4:1a8 4:1a2 4:1a7 4:1a1 4:1b8 4:1ba 4:1ac 4:1ab 4:1ae 4:1af 2:1al 2:1ak 2:1am 2:1ag 2:1aw 2:1ap ' +
  '4:18j 4:1bj 4:1bn 4:1bl 2:1bu 4:1bv 2:1cl 8:18n 4:18q x:1 4:1bh 2:1c7 2:1c6 2:1c8 1:1dr1 2:1cb ' +
  '2:1c5 2:1c9 4:1cg 2:18q i+0 4:18q 2j+0 2-1cmj 1:18q 6:1 18+0 1:18q 20+0 1:18n 2q+0 2:17r i:1 1s+0 ' +
  '2:1 1i+0 14:1 c+0 4:1 g:0 g:1 g:0 1t:1 1:1e9d 1:1 1:1e9f 3:1 1:1e9j 1:1 1:1e9l 1:1 1:1e9n 1:1 ' +
  '1:1e9p 1:1 1:1e9r 1:17l 4:17r 2:18o 2:17r 4:18q 2:17r 4:17s 2:18n 4:17u 4:17v 4:17w 4:17x 4:17y ' +
  '2:17z 2:180 2:181 2:182 4:183 4:184 4:185 4:186 4:187 4:188 4:189 4:18a 4:18h 4:18i 4:18j 4:18k ' +
  '4:18l 4:18m 4:18n 2:18o 6:18q 8+0 2:1 2-1edb 1:5 5:1 1:6 6:1 1:4 1:1 a-1ecg 5:1 1:5 1:1 q-1ebk 6:1 ' +
  'q-1ecg b:1 1:9o2 1:9lt 1:9lv 1:9lx 1:9lz 1:9m1 1:9nn 1:9np 1:9nr 1:9mr 1:9oc 1:9lu 1:9lw 1:9ly ' +
  '1:9m0 2-14uj 1:9m5 1:9m7 1:9m9 1:9mb 1:9md 1:9mf 1:9mh 1:9mj 1:9ml 1:9mn 1:9mp 1:9ms 1:9mu 1:9mw ' +
  '6-14u3 1:9n6 1:9n9 1:9nc 1:9nf 5-14tt 1:9no 1:9nq 6-14tq 1:9nz 1:9o3 2-14w5 1:0 2-1b4x 1:3hm 1:3cy ' +
  '2-1b09 3-1b50 6-1b0a 1:3dm 3-1b57 1:3dt a-1b58 3:1 6-1b35 2:1 6-1b37 2:1 6-1b39 2:1 3-1b3b z:1';

/** A unit and what it stands for. */
export const FOLD_EXPANSIONS =
  'Æae Þth ßss æae þth Ĳij ĳij Œoe œoe Ǆdz ǅdz ǆdz Ǉlj ǈlj ǉlj Ǌnj ǋnj ǌnj Ǳdz ǲdz ǳdz ẞss ₨rs №no ' +
  '℡tel ℻fax Ⅱii Ⅲiii Ⅳiv Ⅵvi Ⅶvii Ⅷviii Ⅸix Ⅺxi Ⅻxii ⅱii ⅲiii ⅳiv ⅵvi ⅶvii ⅷviii ⅸix ⅺxi ⅻxii ⑩10 ⑪11 ' +
  '⑫12 ⑬13 ⑭14 ⑮15 ⑯16 ⑰17 ⑱18 ⑲19 ⑳20 ㉐pte ㉑21 ㉒22 ㉓23 ㉔24 ㉕25 ㉖26 ㉗27 ㉘28 ㉙29 ㉚30 ㉛31 ㉜32 ㉝33 ㉞34 ' +
  '㉟35 ㊱36 ㊲37 ㊳38 ㊴39 ㊵40 ㊶41 ㊷42 ㊸43 ㊹44 ㊺45 ㊻46 ㊼47 ㊽48 ㊾49 ㊿50 ㋌hg ㋍erg ㋎ev ㋏ltd ㍱hpa ㍲da ㍳au ㍴bar ' +
  '㍵ov ㍶pc ㍷dm ㍸dm2 ㍹dm3 ㍺iu ㎀pa ㎁na ㎃ma ㎄ka ㎅kb ㎆mb ㎇gb ㎈cal ㎉kcal ㎊pf ㎋nf ㎎mg ㎏kg ㎐hz ㎑khz ㎒mhz ㎓ghz ' +
  '㎔thz ㎖ml ㎗dl ㎘kl ㎙fm ㎚nm ㎜mm ㎝cm ㎞km ㎟mm2 ㎠cm2 ㎡m2 ㎢km2 ㎣mm3 ㎤cm3 ㎥m3 ㎦km3 ㎩pa ㎪kpa ㎫mpa ㎬gpa ㎭rad ' +
  '㎰ps ㎱ns ㎳ms ㎴pv ㎵nv ㎷mv ㎸kv ㎹mv ㎺pw ㎻nw ㎽mw ㎾kw ㎿mw ㏃bq ㏄cc ㏅cd ㏈db ㏉gy ㏊ha ㏋hp ㏌in ㏍kk ㏎km ㏏kt ㏐lm ' +
  '㏑ln ㏒log ㏓lx ㏔mb ㏕mil ㏖mol ㏗ph ㏙ppm ㏚pr ㏛sr ㏜sv ㏝wb ㏿gal ﬀff ﬁfi ﬂfl ﬃffi ﬄffl ﬅst ﬆst';
